package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Value;
import dev.aether.testing.LocalRedis;
import dev.aether.testing.LocalServer;
import dev.aether.testing.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whole servers on one Redis, which is killed, frozen and started again under load.
@Timeout(120)
class SharedCacheTest {
  private static Settings settings(LocalRedis redis) {
    return Settings.defaults()
        .with(LlmSetting.PROVIDER, "mock")
        .with(LlmSetting.MOCK_LATENCY_MS, "5")
        .with(CacheSetting.CACHE_STORE, redis.uri());
  }

  private static String body(String prompt) {
    return """
    {"dag": {"nodes": [{"id": "a", "node_type": "llm_fn", "prompt_template": "%s"}]}}
    """
        .formatted(prompt);
  }

  private static LocalServer.Answer run(LocalServer server, String prompt)
      throws InterruptedException {
    return server.post("/execute", body(prompt));
  }

  private static String cacheOf(LocalServer.Answer answer) {
    return ((Value.Text) answer.at("results.0.cache")).text();
  }

  /// Until one server's new answer is a hit on the other.
  private static void awaitShared(LocalServer one, LocalServer other, String prompt)
      throws InterruptedException {
    int round = 0;
    String cache;
    do {
      run(one, prompt + ++round);
      cache = cacheOf(run(other, prompt + round));
    } while (!cache.equals("exact"));
  }

  /// Callers who never stop.
  private static final class Load implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger done = new AtomicInteger();
    private final List<FutureTask<Integer>> callers = new ArrayList<>();

    Load(LocalServer... servers) {
      for (int i = 0; i < 8; i++) {
        int caller = i;
        var task =
            new FutureTask<>(() -> {
              int failed = 0;
              for (int round = 0; !over.get(); round++) {
                var answer =
                    run(servers[round % servers.length], "load " + caller % 4 + " " + round / 2);
                failed +=
                    answer.status() == 200
                            && answer.at("status").equals(new Value.Text("succeeded"))
                        ? 0
                        : 1;
                done.incrementAndGet();
              }
              return failed;
            });
        Thread.startVirtualThread(task);
        callers.add(task);
      }
    }

    /// Until this many more have run.
    void goOn(int executions) throws InterruptedException {
      int enough = done.get() + executions;
      Until.so(() -> done.get() >= enough);
    }

    int failures() throws Exception {
      over.set(true);
      int failures = 0;
      for (var caller : callers) {
        failures += caller.get();
      }
      return failures;
    }

    @Override
    public void close() {
      over.set(true);
    }
  }

  @Test
  void a_redis_that_is_killed_under_load_fails_no_execution_and_is_used_again() throws Exception {
    try (var redis = new LocalRedis();
        var one = new LocalServer(settings(redis));
        var other = new LocalServer(settings(redis));
        var load = new Load(one, other)) {
      load.goOn(100);
      awaitShared(one, other, "before ");
      redis.kill();
      load.goOn(200);
      assertThat(one.get("/readyz").status()).isEqualTo(200);
      assertThat(one.get("/readyz").body()).contains(redis.uri() + " cannot be reached");
      assertThat(one.get("/metrics").body())
          .contains("aether_cache_store_reachable{layer=\"exact\"} 0");
      redis.restart();
      awaitShared(one, other, "after ");
      load.goOn(100);
      assertThat(load.failures()).isZero();
      assertThat(one.get("/readyz").body()).isEqualTo("OK");
    }
  }

  @Test
  void a_redis_that_is_stuck_under_load_fails_no_execution_and_is_used_again() throws Exception {
    try (var redis = new LocalRedis();
        var one = new LocalServer(settings(redis));
        var other = new LocalServer(settings(redis));
        var load = new Load(one, other)) {
      load.goOn(100);
      redis.freeze();
      load.goOn(200);
      do {
        load.goOn(1);
      } while (one.get("/readyz").body().equals("OK"));
      redis.thaw();
      awaitShared(one, other, "after ");
      assertThat(load.failures()).isZero();
    }
  }

  @Test
  void a_server_starts_without_its_redis_and_finds_it_later() throws Exception {
    try (var redis = new LocalRedis()) {
      redis.kill();
      try (var one = new LocalServer(settings(redis));
          var other = new LocalServer(settings(redis))) {
        assertThat(run(one, "p").status()).isEqualTo(200);
        redis.restart();
        awaitShared(one, other, "q ");
      }
    }
  }

  @Test
  void the_doctor_names_a_redis_that_is_away_and_nobody_shows_its_password() throws Exception {
    try (var redis = new LocalRedis()) {
      Map<String, String> environment = Map.of("AETHER_CACHE_STORE", redis.uri());
      assertThat(TestParts.command(environment, "doctor", "--set", "server.port=0").out())
          .contains("ok     exact cache");
      redis.kill();
      TestParts.Ran away =
          TestParts.command(
              Map.of("AETHER_CACHE_STORE", redis.uri().replace("//", "//:hush@")),
              "doctor",
              "--set",
              "server.port=0");
      assertThat(away.code()).isEqualTo(1);
      assertThat(away.out())
          .contains("FAILED exact cache " + redis.uri() + " cannot be reached")
          .doesNotContain("hush");
    }
    TestParts.Ran shown =
        TestParts.command(Map.of("AETHER_CACHE_STORE", "redis://me:hush@host:1"), "config");
    assertThat(shown.out()).contains("redis://(set)@host:1").doesNotContain("hush");
    TestParts.Ran wrong =
        TestParts.command(Map.of("AETHER_CACHE_STORE", "redis://:hush@ho st"), "doctor");
    assertThat(wrong.out() + wrong.err()).contains("cache.store").doesNotContain("hush");
  }
}
