package dev.aether.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The way to a Redis, which is there or is not. Nobody ever waits for it to come back.
///
/// A command waits for its reply for a few tens of milliseconds. After three failures in a row, or
/// when the connection breaks, there is no way any more: commands return at once, and a thread of
/// its own tries to connect again. An idle connection is looked at now and then, so that what is
/// said of it is true.
///
/// The client library's own reconnecting is off: it keeps commands in a queue meanwhile and waits
/// longer each time, both of which is wrong for something that can be done without.
///
/// Whoever keeps something there uses the same link, so that all know at once when it breaks.
public final class RedisLink implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("aether.redis");
  private static final int FAILURES_TO_GIVE_UP = 3;
  private static final int MOST_UNANSWERED = 10_000;

  private final RedisURI uri;
  private final RedisLimits limits;
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final RedisClient client;
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
  private final ScheduledThreadPoolExecutor keeper =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("redis-link").factory());
  private volatile boolean wasThere = true; // so that the first failure is told

  /// What somebody listens to.
  private record Channel(String name, Consumer<byte[]> onMessage, Runnable onConnected) {}

  /// A link that does not connect yet.
  ///
  /// @param address `redis://` or `rediss://`, with a password if one is needed
  /// @throws IllegalArgumentException if the address is none
  public RedisLink(String address, RedisLimits limits) {
    this.uri = RedisURI.create(address);
    this.limits = limits;
    this.client = RedisClient.create(uri);
    uri.setTimeout(limits.connecting());
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MOST_UNANSWERED)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .build());
    keeper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Listens to a channel, from the next connecting on.
  ///
  /// @param onMessage hears what is said there, on a thread that must not be held up
  /// @param onConnected runs after each connecting, on the link's own thread
  public void listen(byte[] channel, Consumer<byte[]> onMessage, Runnable onConnected) {
    channels.add(new Channel(text(channel), onMessage, onConnected));
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  /// How long anything may take.
  public RedisLimits limits() {
    return limits;
  }

  /// Begins to connect, and waits for it for as long as one attempt may take.
  public void start() throws InterruptedException {
    Future<?> first = keeper.submit(this::connect);
    try {
      first.get(2 * limits.connecting().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException goesOnAlone) {
      LOG.log(Level.DEBUG, "not connected yet", goesOnAlone);
    }
    every(limits.probing(), this::look);
  }

  /// Does something again and again, on the link's own thread.
  public void every(Duration pause, Runnable work) {
    var _ =
        keeper.scheduleWithFixedDelay(work, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  public boolean isThere() {
    return session.get() != null;
  }

  /// Sends a command and waits for its reply, but not for long.
  ///
  /// @return empty if there is no reply
  public <T> Optional<T> ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
      throws InterruptedException {
    return ask(limits.patience(), command);
  }

  /// The same with another patience.
  public <T> Optional<T> ask(
      Duration patience, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
      throws InterruptedException {
    Session way = session.get();
    if (way == null) {
      return Optional.empty();
    }
    try {
      RedisFuture<T> reply = command.apply(way.commands().async());
      try {
        Optional<T> answer =
            Optional.ofNullable(reply.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        way.failures().set(0);
        return answer;
      } finally {
        reply.cancel(false);
      }
    } catch (RedisException | ExecutionException | TimeoutException failure) {
      failed(way, failure);
      return Optional.empty();
    }
  }

  /// Sends a command whose reply nobody waits for. It is carried out after those that were sent
  /// before.
  public void tell(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<?>> command) {
    Session way = session.get();
    if (way != null) {
      try {
        var _ =
            command
                .apply(way.commands().async())
                .whenComplete((_, failure) -> {
                  if (failure instanceof RedisException) {
                    failed(way, failure);
                  }
                });
      } catch (RedisException failure) {
        failed(way, failure);
      }
    }
  }

  private void failed(Session way, Throwable failure) {
    if (way.failures().incrementAndGet() >= FAILURES_TO_GIVE_UP) {
      lost(way, String.valueOf(failure));
    }
  }

  private void lost(Session way, String why) {
    if (session.compareAndSet(way, null)) {
      way.closeAsync();
      wasThere = false; // it is told here
      LOG.log(Level.WARNING, "the Redis at {0} is lost, going on without it: {1}", address(), why);
      try {
        keeper.execute(this::connect);
      } catch (RejectedExecutionException closed) {
        LOG.log(Level.DEBUG, "closed", closed);
      }
    }
  }

  private void look() {
    if (session.get() == null) {
      connect();
    } else {
      tryOut();
    }
  }

  private void tryOut() {
    try {
      ask(RedisAsyncCommands::ping);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() {
    if (session.get() != null) {
      return;
    }
    try {
      var commands =
          inTime(client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture());
      try {
        var messages =
            inTime(client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture());
        begin(new Session(commands, messages, new AtomicInteger()));
      } finally {
        if (session.get() == null) {
          Session.closeIfOpen(commands);
        }
      }
    } catch (ExecutionException | TimeoutException | RedisException failure) {
      complain(failure.getCause() == null ? failure : failure.getCause());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Session way)
      throws InterruptedException, ExecutionException, TimeoutException {
    RedisConnectionStateListener broken =
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            lost(way, "the connection broke");
          }
        };
    way.commands().addListener(broken);
    way.messages().addListener(broken);
    way.messages()
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
      inTime(way.messages().async().subscribe(names));
    }
    session.set(way);
    if (!way.commands().isOpen() || !way.messages().isOpen()) {
      lost(way, "the connection broke");
      return;
    }
    wasThere = true;
    LOG.log(Level.INFO, "connected to the Redis at {0}", address());
    channels.forEach(channel -> channel.onConnected().run());
  }

  /// Once for each time that the Redis is away.
  private void complain(Throwable failure) {
    if (wasThere) {
      wasThere = false;
      LOG.log(
          Level.WARNING,
          "the Redis at {0} cannot be reached, going on without it: {1}",
          address(),
          failure.getMessage() == null ? failure : failure.getMessage());
    }
  }

  private <T> T inTime(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(limits.connecting().toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Where it is, without what lets one in.
  public String address() {
    return "%s://%s:%d".formatted(uri.isSsl() ? "rediss" : "redis", uri.getHost(), uri.getPort());
  }

  @Override
  public void close() {
    keeper.shutdownNow();
    session.set(null);
    client.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
