package dev.aether.caller;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Keys and their digests. A fresh key has 256 random bits, so one round of SHA-256 is enough:
/// there is nothing to guess.
public final class KeyDigest {
  private static final String PREFIX = "aek_";
  private static final int RANDOM_BYTES = 32;

  private KeyDigest() {}

  /// A key that nobody has.
  ///
  /// @param random must not be predictable
  public static String freshKey(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// The SHA-256 of a key in hexadecimal digits, as the keys file has it.
  public static String hex(String key) {
    return HexFormat.of().formatHex(of(key));
  }

  static byte[] of(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
