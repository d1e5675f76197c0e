package dev.aether.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.atomic.AtomicInteger;

/// Two connections: one asks, the other listens.
///
/// @param failures in a row
record Session(
    StatefulRedisConnection<byte[], byte[]> commands,
    StatefulRedisPubSubConnection<byte[], byte[]> messages,
    AtomicInteger failures) {
  void closeAsync() {
    closeIfOpen(commands);
    closeIfOpen(messages);
  }

  static void closeIfOpen(StatefulConnection<?, ?> connection) {
    if (connection.isOpen()) {
      var _ = connection.closeAsync();
    }
  }
}
