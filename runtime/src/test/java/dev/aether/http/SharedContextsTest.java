package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.CacheSetting;
import dev.aether.config.ContextSetting;
import dev.aether.config.Settings;
import dev.aether.testing.LocalPostgres;
import dev.aether.testing.LocalRedis;
import dev.aether.testing.LocalServer;
import dev.aether.testing.Until;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Contexts that two servers share.
@Timeout(60)
class SharedContextsTest {
  @TempDir private Path folder;

  @Test
  void servers_share_contexts_in_a_redis_and_say_when_it_is_gone() throws Exception {
    try (var redis = new LocalRedis()) {
      shared(redis.uri(), redis.uri(), redis::kill);
    }
  }

  @Test
  void servers_share_contexts_in_a_postgresql_and_say_when_it_is_gone() throws Exception {
    try (var postgres = new LocalPostgres(folder)) {
      String address = postgres.freshAddress();
      shared(address, address.replace("postgres@", ""), postgres::kill);
    }
  }

  @FunctionalInterface
  private interface End {
    void comes() throws IOException;
  }

  /// @param shown the address as servers tell it
  private static void shared(String address, String shown, End end) throws Exception {
    Settings shared = ContextsTest.settings().with(ContextSetting.CONTEXT_STORE, address);
    try (var one = new LocalServer(shared);
        var two = new LocalServer(shared)) {
      Until.so(() -> ready(one) == 200 && ready(two) == 200);
      assertThat(ContextsTest.send(one, "PUT", "/v1/contexts/shared", ContextsTest.ADA).status())
          .isEqualTo(201);
      assertThat(two.get("/v1/contexts/shared").body()).isEqualTo(ContextsTest.ADA);
      end.comes();
      Until.so(() -> ready(two) == 503);
      BadInputTest.isProblem(two.get("/v1/contexts/shared"), 503, "store_unavailable");
      BadInputTest.isProblem(
          two.post(
              "/execute", "{\"dag\": {\"nodes\": []}, \"options\": {\"context_id\": \"shared\"}}"),
          503,
          "store_unavailable");
      assertThat(two.get("/readyz").body()).contains("contexts", shown);
      assertThat(two.post("/execute", "{\"dag\": {\"nodes\": []}}").status()).isEqualTo(200);
    }
  }

  private static int ready(LocalServer server) {
    try {
      return server.get("/readyz").status();
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void what_is_kept_in_the_same_redis_shares_its_connections() throws Exception {
    try (var redis = new LocalRedis();
        var server =
            new LocalServer(
                ContextsTest.settings()
                    .with(ContextSetting.CONTEXT_STORE, redis.uri())
                    .with(CacheSetting.CACHE_STORE, redis.uri()))) {
      Until.so(() -> ready(server) == 200);
      ContextsTest.send(server, "PUT", "/v1/contexts/shared", ContextsTest.ADA);
      server.post("/execute", CallersTest.FLOW);
      Until.so(() -> !redis.keys("aether:1:answer:*").isEmpty());
      assertThat(redis.keys("aether:contexts:*")).isNotEmpty();
      assertThat(redis.say("CLIENT", "LIST").lines().filter(line -> !line.contains("cmd=client")))
          .hasSize(2); // one asks, the other listens
    }
  }
}
