package dev.aether.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.testing.LocalRedis;
import dev.aether.testing.Until;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisLinkTest {
  private static final byte[] CHANNEL = "news".getBytes(StandardCharsets.UTF_8);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration NO_TIME = Duration.ofNanos(1);

  private static LocalRedis redis;

  @BeforeAll
  static void startRedis() throws InterruptedException {
    redis = new LocalRedis();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private static RedisLink link(Duration patience) {
    return new RedisLink(
        redis.uri(), new RedisLimits(patience, LONG, Duration.ofMillis(5), LONG, LONG));
  }

  private static long connections() {
    return redis.say("CLIENT", "LIST").lines().filter(line -> line.startsWith("id=")).count();
  }

  @Test
  void an_attempt_that_fails_leaves_no_connection_open() throws Exception {
    redis.say("ACL", "SETUSER", "default", "-subscribe");
    try (RedisLink link = link(LONG)) {
      link.listen(CHANNEL, _ -> {}, () -> {});
      link.start();
      long greeted = redis.calls("hello");
      Until.so(() -> redis.calls("hello") >= greeted + 60); // two for each attempt
      assertThat(link.isThere()).isFalse();
      assertThat(connections()).isLessThan(10);
      redis.say("ACL", "SETUSER", "default", "+subscribe");
      Until.so(link::isThere);
    } finally {
      redis.say("ACL", "SETUSER", "default", "+subscribe");
    }
  }

  @Test
  void a_redis_that_is_slow_for_the_impatient_stays_there_for_others() throws Exception {
    var connected = new AtomicInteger();
    try (RedisLink link = link(NO_TIME)) {
      link.listen(CHANNEL, _ -> {}, connected::incrementAndGet);
      link.start();
      Until.so(link::isThere);
      Until.so(() -> {
        ask(link);
        return link.isSlow();
      });
      long looked = redis.calls("ping");
      Until.so(() -> redis.calls("ping") >= looked + 20);
      assertThat(link.ask(LONG, RedisAsyncCommands::ping)).contains("PONG");
      assertThat(connected).hasValue(1);
    }
  }

  private static void ask(RedisLink link) {
    try {
      var _ = link.ask(RedisAsyncCommands::ping);
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_redis_that_answers_nobody_is_lost() throws Exception {
    try (var stuck = new LocalRedis();
        var link =
            new RedisLink(
                stuck.uri(),
                new RedisLimits(
                    NO_TIME, Duration.ofMillis(100), Duration.ofMillis(5), LONG, LONG))) {
      link.start();
      Until.so(link::isThere);
      stuck.freeze();
      Until.so(() -> !link.isThere());
      stuck.thaw();
      Until.so(link::isThere);
    }
  }
}
