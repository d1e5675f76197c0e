package dev.aether.redis;

import dev.aether.redis.Connector.Channel;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.lang.System.Logger.Level;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The way to a Redis, which is there or is not. Nobody ever waits for it to come back.
///
/// A command waits for its reply for a few tens of milliseconds, or with the patience that its
/// sender brings. After three replies in a row that were late for the impatient, the Redis is slow:
/// they are not sent any more until it answers in their time, and others go on. After three
/// failures in a row, when it is slow and answers nobody, or when the connection breaks, there is
/// no way any more: commands return at once, and a thread of its own tries to connect again. The
/// connection is looked at now and then, so that what is said of it is true.
///
/// The client library's own reconnecting is off: it keeps commands in a queue meanwhile and waits
/// longer each time, both of which is wrong for something that can be done without.
///
/// Whoever keeps something there uses the same link, so that all know at once when it breaks.
public final class RedisLink implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("aether.redis");
  private static final String BROKE = "the connection broke";

  private final RedisURI uri;
  private final RedisLimits limits;
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private final Connector connector;
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
  private final ScheduledThreadPoolExecutor keeper =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("redis-link").factory());
  private volatile boolean wasThere = true; // so that the first failure is told

  /// A link that does not connect yet.
  ///
  /// @param address `redis://` or `rediss://`, with a password if one is needed
  /// @throws IllegalArgumentException if the address is none
  public RedisLink(String address, RedisLimits limits) {
    this.uri = RedisURI.create(address);
    this.limits = limits;
    this.connector = new Connector(uri, limits.connecting());
    keeper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Listens to a channel, from the next connecting on.
  ///
  /// @param onMessage hears what is said there, on a thread that must not be held up
  /// @param onConnected runs after each connecting, on the link's own thread
  public void listen(byte[] channel, Consumer<byte[]> onMessage, Runnable onConnected) {
    channels.add(new Channel(Connector.text(channel), onMessage, onConnected));
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
        keeper.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException bug) { // which would be the last time
                LOG.log(Level.WARNING, "work at a Redis has failed", bug);
              }
            },
            pause.toNanos(),
            pause.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  public boolean isThere() {
    return session.get() != null;
  }

  /// Whether it is there, and replies take longer than [RedisLimits#patience].
  public boolean isSlow() {
    Session way = session.get();
    return way != null && way.isSlow();
  }

  /// Sends a command and waits for its reply, but not for long; or does not send it, if it would
  /// wait in vain.
  ///
  /// @return empty if there is no reply
  public <T> Optional<T> ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
      throws InterruptedException {
    return isSlow() ? Optional.empty() : ask(limits.patience(), command);
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
        way.heard(isImpatient(patience));
        return answer;
      } finally {
        reply.cancel(false);
      }
    } catch (TimeoutException late) {
      if (!isImpatient(patience)) {
        failed(way, late);
      } else if (way.wasLate()) {
        soon(this::tryOut);
      }
      return Optional.empty();
    } catch (RedisException | ExecutionException failure) {
      failed(way, failure);
      return Optional.empty();
    }
  }

  /// Who waits for less than a connection may take learns nothing about whether there is one.
  private boolean isImpatient(Duration patience) {
    return patience.compareTo(limits.connecting()) < 0;
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
    if (way.hasFailed()) {
      lost(way, String.valueOf(failure));
    }
  }

  private void lost(Session way, String why) {
    if (session.compareAndSet(way, null)) {
      way.closeAsync();
      wasThere = false; // it is told here
      LOG.log(Level.WARNING, "the Redis at {0} is lost, going on without it: {1}", address(), why);
      soon(this::connect);
    }
  }

  private void soon(Runnable work) {
    try {
      keeper.execute(work);
    } catch (RejectedExecutionException closed) {
      LOG.log(Level.DEBUG, "closed", closed);
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
    Session way = session.get();
    try {
      if (way != null
          && (!way.isSlow() || ask(limits.patience(), RedisAsyncCommands::ping).isEmpty())
          && ask(limits.connecting(), RedisAsyncCommands::ping).isEmpty()
          && way.isSlow()) {
        lost(way, "it does not answer");
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() {
    if (session.get() != null) {
      return;
    }
    try {
      begin(connector.open(channels, way -> lost(way, BROKE)));
    } catch (ExecutionException | TimeoutException | RedisException failure) {
      complain(failure.getCause() == null ? failure : failure.getCause());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Session way) {
    session.set(way);
    if (!way.isOpen()) {
      lost(way, BROKE);
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

  /// Where it is, without what lets one in.
  public String address() {
    return "%s://%s:%d".formatted(uri.isSsl() ? "rediss" : "redis", uri.getHost(), uri.getPort());
  }

  @Override
  public void close() {
    keeper.shutdownNow();
    session.set(null);
    connector.close();
  }
}
