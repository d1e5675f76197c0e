package dev.aether.cache.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Makes bytes small for the way to a Redis, where that pays: from a kilobyte on, and if at least a
/// tenth is saved. The first byte says how it is done.
final class Packing {
  /// Larger answers are not shared: moving them takes longer than a call has patience.
  static final int MOST_BYTES = 1 << 20;

  private static final byte PLAIN = 0;
  private static final byte DEFLATED = 1;
  private static final int WORTH_A_TRY = 1 << 10;
  private static final int MOST_UNPACKED = 64 << 20;

  private Packing() {}

  /// Empty if it is too much.
  static Optional<byte[]> pack(byte[] bytes) {
    byte[] packed = bytes.length < WORTH_A_TRY ? plain(bytes) : smaller(bytes);
    return packed.length > MOST_BYTES ? Optional.empty() : Optional.of(packed);
  }

  private static byte[] smaller(byte[] bytes) {
    byte[] deflated = deflated(bytes);
    return deflated.length <= bytes.length / 10 * 9 ? deflated : plain(bytes);
  }

  private static byte[] plain(byte[] bytes) {
    byte[] packed = new byte[bytes.length + 1];
    packed[0] = PLAIN;
    System.arraycopy(bytes, 0, packed, 1, bytes.length);
    return packed;
  }

  private static byte[] deflated(byte[] bytes) {
    var packed = new ByteArrayOutputStream(bytes.length / 2);
    packed.write(DEFLATED);
    try (var deflater = new Deflater(Deflater.BEST_SPEED);
        var out = new DeflaterOutputStream(packed, deflater)) {
      out.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  /// The bytes again.
  ///
  /// @throws IllegalArgumentException if they were never packed
  static byte[] unpack(byte[] packed) {
    if (packed.length > 0 && packed[0] == PLAIN) {
      return Arrays.copyOfRange(packed, 1, packed.length);
    }
    if (packed.length > 0 && packed[0] == DEFLATED) {
      try (var in =
          new InflaterInputStream(new ByteArrayInputStream(packed, 1, packed.length - 1))) {
        byte[] bytes = in.readNBytes(MOST_UNPACKED);
        if (in.read() < 0) {
          return bytes;
        }
      } catch (IOException damaged) {
        throw new IllegalArgumentException("damaged", damaged);
      }
    }
    throw new IllegalArgumentException("not packed here");
  }
}
