package dev.aether.redis;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.atomic.AtomicInteger;

/// Two connections: one asks, the other listens. And how that goes: replies that come too late for
/// those who have little patience say that the Redis is slow; other failures, that it is lost.
final class Session {
  private static final int FAILURES_TO_GIVE_UP = 3;

  private final StatefulRedisConnection<byte[], byte[]> commands;
  private final StatefulRedisPubSubConnection<byte[], byte[]> messages;
  private final AtomicInteger failures = new AtomicInteger(); // in a row
  private final AtomicInteger late = new AtomicInteger(); // in a row
  private volatile boolean slow;

  Session(
      StatefulRedisConnection<byte[], byte[]> commands,
      StatefulRedisPubSubConnection<byte[], byte[]> messages) {
    this.commands = commands;
    this.messages = messages;
  }

  StatefulRedisConnection<byte[], byte[]> commands() {
    return commands;
  }

  StatefulRedisPubSubConnection<byte[], byte[]> messages() {
    return messages;
  }

  void listen(RedisConnectionStateListener listener) {
    commands.addListener(listener);
    messages.addListener(listener);
  }

  boolean isOpen() {
    return commands.isOpen() && messages.isOpen();
  }

  /// Whether replies take longer than most would wait.
  boolean isSlow() {
    return slow;
  }

  /// A reply has come.
  ///
  /// @param soon in time for those who have little patience
  void heard(boolean soon) {
    failures.set(0);
    if (soon) {
      late.set(0);
      slow = false;
    }
  }

  /// A reply was not there when somebody with little patience went on.
  ///
  /// @return whether it is slow from now on
  boolean wasLate() {
    if (late.incrementAndGet() >= FAILURES_TO_GIVE_UP && !slow) {
      slow = true;
      return true;
    }
    return false;
  }

  /// Something has failed.
  ///
  /// @return whether to give it up
  boolean hasFailed() {
    return failures.incrementAndGet() >= FAILURES_TO_GIVE_UP;
  }

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
