package dev.aether.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Opens sessions. Whatever it has opened when an attempt fails, it closes.
final class Connector implements AutoCloseable {
  private static final int MOST_UNANSWERED = 10_000;

  private final RedisURI uri;
  private final Duration limit;
  private final RedisClient client;

  /// What somebody listens to.
  record Channel(String name, Consumer<byte[]> onMessage, Runnable onConnected) {}

  /// @param limit longest time for a step of an attempt
  Connector(RedisURI uri, Duration limit) {
    this.uri = uri;
    this.limit = limit;
    this.client = RedisClient.create(uri);
    uri.setTimeout(limit);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MOST_UNANSWERED)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .build());
  }

  /// Two connections, one of which hears the channels.
  ///
  /// @param broken is told when one of them breaks, perhaps before this returns
  Session open(List<Channel> channels, Consumer<Session> broken)
      throws InterruptedException, ExecutionException, TimeoutException {
    var commands = connected(client.connectAsync(ByteArrayCodec.INSTANCE, uri));
    boolean opened = false;
    try {
      var messages = connected(client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri));
      try {
        var session = new Session(commands, messages);
        begin(session, channels, broken);
        opened = true;
        return session;
      } finally {
        if (!opened) {
          Session.closeIfOpen(messages);
        }
      }
    } finally {
      if (!opened) {
        Session.closeIfOpen(commands);
      }
    }
  }

  /// The connection, or none: one that comes too late is closed when it comes.
  private <C extends StatefulConnection<?, ?>> C connected(CompletionStage<C> coming)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<C> connection = coming.toCompletableFuture();
    try {
      return inTime(connection);
    } catch (InterruptedException | TimeoutException late) {
      var _ = connection.thenAccept(Session::closeIfOpen);
      throw late;
    }
  }

  private void begin(Session session, List<Channel> channels, Consumer<Session> broken)
      throws InterruptedException, ExecutionException, TimeoutException {
    session.listen(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            broken.accept(session);
          }
        });
    session
        .messages()
        .addListener(
            new RedisPubSubAdapter<byte[], byte[]>() {
              @Override
              public void message(byte[] from, byte[] message) {
                channels.stream()
                    .filter(channel -> channel.name().equals(text(from)))
                    .forEach(channel -> channel.onMessage().accept(message));
              }
            });
    if (!channels.isEmpty()) {
      byte[][] names =
          channels.stream()
              .map(channel -> channel.name().getBytes(StandardCharsets.UTF_8))
              .toArray(byte[][]::new);
      inTime(session.messages().async().subscribe(names));
    }
  }

  static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  private <T> T inTime(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
