package dev.aether.cache.redis;

import dev.aether.cache.CacheKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What things are called in a Redis. The number is the version of everything that is kept there:
/// servers that do not understand each other do not meet.
///
/// A tenant's answers have a hash of its name in front, so that they can be found together. Who may
/// have an answer is decided by the key alone, in which the tenant is, too.
final class Names {
  private static final String PREFIX = "aether:1:";
  private static final int TENANT_BYTES = 8;

  static final byte[] CHANNEL = bytes(PREFIX + "news");
  static final byte[] CLEARINGS = bytes(PREFIX + "clearings");

  private Names() {}

  static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /// Of an answer, and of the turn to ask for it.
  static byte[][] of(String tenant, CacheKey key) {
    String name = hash(tenant) + ":" + key.hex();
    return new byte[][] {bytes(PREFIX + "answer:" + name), bytes(PREFIX + "turn:" + name)};
  }

  /// A pattern that all answers of a tenant match.
  static String answersOf(String tenant) {
    return PREFIX + "answer:" + hash(tenant) + ":*";
  }

  /// A pattern that all answers match.
  static String answers() {
    return PREFIX + "answer:*";
  }

  private static String hash(String tenant) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(tenant));
      return HexFormat.of().formatHex(digest, 0, TENANT_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
