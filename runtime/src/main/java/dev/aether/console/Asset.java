package dev.aether.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/// One of the console's files. Immutable, but for the bytes, which nobody changes once they are in
/// here.
public final class Asset {
  private static final int DIGEST_BYTES = 16;

  private final String contentType;
  private final byte[] bytes;
  private final byte[] zipped;
  private final String digest;

  Asset(String name, String text) {
    this.contentType = type(name);
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
    this.zipped = zip(bytes);
    this.digest = HexFormat.of().formatHex(Assets.digest().digest(bytes), 0, DIGEST_BYTES);
  }

  /// What kind of file it is.
  public String contentType() {
    return contentType;
  }

  /// Its content.
  public byte[] bytes() {
    return bytes;
  }

  /// Its content, compressed with gzip.
  public byte[] zipped() {
    return zipped;
  }

  /// Changes with its content.
  public String digest() {
    return digest;
  }

  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/html; charset=utf-8";
    };
  }

  private static byte[] zip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return out.toByteArray();
  }
}
