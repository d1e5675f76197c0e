package dev.aether;

import dev.aether.redis.RedisLimits;
import dev.aether.redis.RedisLink;
import java.util.HashMap;
import java.util.Map;

/// The ways to Redis servers: one for each address, whatever is kept there.
final class RedisLinks implements AutoCloseable {
  private final Map<String, RedisLink> links = new HashMap<>();

  /// The link to an address; it does not connect before [#start()].
  ///
  /// @param setting that has the address
  RedisLink at(String setting, String address) throws UnusableSettings {
    try {
      return links.computeIfAbsent(address, uri -> new RedisLink(uri, RedisLimits.STANDARD));
    } catch (IllegalArgumentException _) { // its message repeats the address, with the password
      throw new UnusableSettings(setting + ": not the address of a Redis");
    }
  }

  /// Connects where that can be done at once, and goes on trying elsewhere.
  void start() throws UnusableSettings {
    try {
      for (RedisLink link : links.values()) {
        link.start();
      }
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
      throw new UnusableSettings("interrupted while connecting to a Redis");
    }
  }

  @Override
  public void close() {
    links.values().forEach(RedisLink::close);
  }
}
