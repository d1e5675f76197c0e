package dev.aether.context.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.ContextStore;
import dev.aether.context.ContextStore.Anyhow;
import dev.aether.context.ContextStoreContract;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.redis.RedisLimits;
import dev.aether.redis.RedisLink;
import dev.aether.testing.LocalRedis;
import dev.aether.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisContextStoreTest extends ContextStoreContract {
  private static final RedisLimits PATIENT =
      new RedisLimits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(20),
          Duration.ofSeconds(3),
          Duration.ofSeconds(20));
  private static LocalRedis redis;

  private final List<RedisLink> links = new ArrayList<>();

  @BeforeAll
  static void startRedis() throws InterruptedException {
    redis = new LocalRedis();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @AfterEach
  void empty() {
    links.forEach(RedisLink::close);
    redis.say("FLUSHALL");
  }

  @Override
  protected ContextStore open() throws InterruptedException {
    var link = new RedisLink(redis.uri(), PATIENT);
    links.add(link);
    link.start();
    return new RedisContextStore(link, LIMIT, JsonText.JSON, CLOCK);
  }

  @Override
  protected boolean lasts() {
    return true;
  }

  @Test
  void a_redis_that_is_gone_is_trouble_and_back_when_it_is_back() throws Exception {
    ContextStore store = open();
    var key = new ContextStore.Key("acme", "a");
    redis.kill();
    Until.so(() -> store.trouble().isPresent());
    assertThatThrownBy(() -> store.get(key)).isInstanceOf(ContextStore.Unavailable.class);
    assertThatThrownBy(() -> store.put(key, Value.Obj.EMPTY, new Anyhow()))
        .isInstanceOf(ContextStore.Unavailable.class);
    redis.restart();
    Until.so(() -> store.trouble().isEmpty());
    assertThat(store.put(key, Value.Obj.EMPTY, new Anyhow())).isInstanceOf(ContextStore.Done.class);
  }
}
