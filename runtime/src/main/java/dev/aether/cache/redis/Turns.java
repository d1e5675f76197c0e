package dev.aether.cache.redis;

import dev.aether.cache.CacheKey;
import dev.aether.redis.RedisLimits;
import dev.aether.redis.RedisLink;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The turns that this server holds, and those that it waits for. There are at most as many as
/// there are calls.
final class Turns implements AutoCloseable {
  /// Waiting goes on in stretches: a message can be lost.
  private static final long LONGEST_WAIT_MILLIS = 500;

  private final RedisLink link;
  private final byte[] lifeMillis;
  private final Map<String, byte[]> held = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  Turns(RedisLink link, RedisLimits limits) {
    this.link = link;
    this.lifeMillis = Names.bytes(Long.toString(limits.lease().toMillis()));
    link.every(limits.lease().dividedBy(3), this::renew);
  }

  /// What a caller waits for. It begins before the caller looks, so that it misses nothing. In one
  /// process there is only one caller who waits for a key.
  final class Waiting implements AutoCloseable {
    private final String key;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Waiting(String key) {
      this.key = key;
      awaited.put(key, ended);
    }

    /// Until the turn has ended, or should have.
    void await(long millis) throws InterruptedException {
      try {
        ended.get(Math.clamp(millis, 1, LONGEST_WAIT_MILLIS), TimeUnit.MILLISECONDS);
      } catch (TimeoutException looksAgain) {
        return;
      } catch (ExecutionException impossible) {
        throw new IllegalStateException("only ever completed normally", impossible);
      }
    }

    @Override
    public void close() {
      awaited.remove(key, ended);
    }
  }

  Waiting waiting(CacheKey key) {
    return new Waiting(key.hex());
  }

  /// What [Scripts#ENTER] says. If nothing is said in time, a turn may have been given all the
  /// same: then it is given back as soon as the Redis gets to it.
  Optional<List<Object>> enter(byte[][] names, String token) throws InterruptedException {
    byte[] bytes = Names.bytes(token);
    boolean heard = false;
    try {
      Optional<List<Object>> reply =
          link.ask(
              redis -> redis.eval(Scripts.ENTER, ScriptOutputType.MULTI, names, bytes, lifeMillis));
      heard = reply.isPresent();
      return reply;
    } finally {
      if (!heard) {
        end(bytes, names[1], new News.Ended(""));
      }
    }
  }

  void begin(String token, byte[] name) {
    held.put(token, name);
  }

  void end(String token, byte[] name, News news) {
    held.remove(token);
    end(Names.bytes(token), name, news);
  }

  private void end(byte[] token, byte[] name, News news) {
    byte[][] keys = {name};
    byte[] message = news.bytes();
    link.tell(redis ->
        redis.eval(Scripts.END, ScriptOutputType.INTEGER, keys, token, Names.CHANNEL, message));
  }

  private void renew() {
    held.forEach((token, name) -> {
      byte[][] keys = {name};
      byte[] bytes = Names.bytes(token);
      link.tell(
          redis -> redis.eval(Scripts.RENEW, ScriptOutputType.INTEGER, keys, bytes, lifeMillis));
    });
  }

  void ended(String key) {
    CompletableFuture<Void> waiting = awaited.get(key);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  /// Whoever waits elsewhere need not wait for a server that has gone.
  @Override
  public void close() {
    held.forEach((token, name) -> end(token, name, new News.Ended("")));
  }
}
