package dev.aether.cache.redis;

import dev.aether.cache.CacheKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What servers tell each other: one letter, and about what.
sealed interface News {
  /// A turn has ended.
  record Ended(String key) implements News {}

  /// Answers were cleared.
  ///
  /// @param server who has done it
  /// @param tenant whose answers went; all if empty
  record Cleared(String server, Optional<String> tenant) implements News {}

  static News ended(CacheKey key) {
    return new Ended(key.hex());
  }

  default byte[] bytes() {
    String text =
        switch (this) {
          case Ended(var key) -> "E" + key;
          case Cleared(var server, var tenant) ->
              tenant.map(name -> "T" + server + " " + name).orElse("A" + server);
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Empty for what a later version may say.
  static Optional<News> read(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    if (text.startsWith("E")) {
      return Optional.of(new Ended(text.substring(1)));
    }
    if (text.startsWith("A")) {
      return Optional.of(new Cleared(text.substring(1), Optional.empty()));
    }
    int space = text.indexOf(' ');
    return text.startsWith("T") && space > 0
        ? Optional.of(new Cleared(text.substring(1, space), Optional.of(text.substring(space + 1))))
        : Optional.empty();
  }
}
