package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.LocalServer;
import dev.aether.testing.RawRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Mutated requests to every endpoint, from a seed: no 5xx, no hang, nothing of the inside in an
/// answer, and no memory that stays. `-Dfuzz.requests=100000` sends more.
class FuzzTest {
  static final int REQUESTS = Integer.getInteger("fuzz.requests", 2_000);
  static final long SEED = Long.getLong("fuzz.seed", 1);
  static final long GROWTH_BYTES = 32L << 20;

  static final List<String> BODIES =
      List.of(
          LocalServer.example("support_triage.json"),
          LocalServer.example("test_dag_context.json"),
          "{\"dag\":{\"nodes\":[{\"id\":\"a\",\"node_type\":\"compute\",\"expression\":"
              + "\"context.l.map(x, x + 1).filter(x, x > 2).size() + size(context.s)\"}]},"
              + "\"context\":{\"l\":[1,2,3],\"s\":\"text\"},\"options\":{\"timeout_ms\":1000,"
              + "\"tags\":[\"t\"],\"cache\":\"bypass\",\"error_policy\":\"skip\"}}",
          "");

  static final String TOKENS =
      "{}[]\",:0123456789-+.eE\\/u\0\r\n\t truefalsnl'`$<>%&?=#;|\u00e9\u00ff";

  static byte[] mutated(SplittableRandom random, List<String> routes) {
    String[] route = routes.get(random.nextInt(routes.size())).split(" ", -1);
    String body = BODIES.get(random.nextInt(BODIES.size()));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(3) > 0) {
      bytes = mutated(bytes, random);
    }
    String head =
        "%s %s%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: */*\r\n"
                .formatted(
                    random.nextInt(8) == 0 ? "PUT" : route[0],
                    route[1].replace("{code}", "not_found").replace("{id}", "none"),
                    random.nextInt(4) == 0 ? "?sequential=true&x=%20" : "")
            + "X-Request-Id: r\r\nX-API-Key: k\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                .formatted(bytes.length);
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    if (random.nextInt(3) == 0) {
      start = mutated(start, random);
    }
    byte[] all = new byte[start.length + bytes.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(bytes, 0, all, start.length, bytes.length);
    return all;
  }

  /// Some bytes changed, left out, said twice, or replaced by others of the kind that hurts.
  static byte[] mutated(byte[] bytes, SplittableRandom random) {
    byte[] result = bytes.clone();
    for (int change = 1 + random.nextInt(6); change > 0 && result.length > 0; change--) {
      int at = random.nextInt(result.length);
      int length = Math.min(1 + random.nextInt(20), result.length - at);
      switch (random.nextInt(5)) {
        case 0 -> result[at] = (byte) random.nextInt(256);
        case 1, 2 -> result[at] = (byte) TOKENS.charAt(random.nextInt(TOKENS.length()));
        case 3 -> result = spliced(result, at, at + length, at, at); // left out
        default -> result = spliced(result, at, at, at, at + length); // said twice
      }
    }
    return result;
  }

  /// Up to `cut`, then a part of itself, then from `resume` on.
  static byte[] spliced(byte[] bytes, int cut, int resume, int from, int to) {
    byte[] result = new byte[cut + (to - from) + bytes.length - resume];
    System.arraycopy(bytes, 0, result, 0, cut);
    System.arraycopy(bytes, from, result, cut, to - from);
    System.arraycopy(bytes, resume, result, cut + to - from, bytes.length - resume);
    return result;
  }

  static long liveBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Test
  void mutated_requests_are_answered_and_leave_nothing_behind() {
    Settings settings =
        Settings.defaults()
            .with(LlmSetting.MOCK_LATENCY_MS, "0")
            .with(CacheSetting.CACHE_MAX_ENTRIES, "100")
            .with(TelemetrySetting.LOG_LEVEL, "error");
    List<String> routes;
    try (var parts = TestParts.with(settings)) {
      routes = parts.routes();
    }
    try (var server = new LocalServer(settings)) {
      long before = 0;
      for (int i = 0; i < REQUESTS; i++) {
        if (i == REQUESTS / 4) {
          before = liveBytes(); // what is loaded once has been loaded
        }
        var random = new SplittableRandom(SEED * 1_000_003 + i);
        byte[] request = mutated(random, routes);
        String answer = RawRequest.to(server.port()).send(request).finish().answer();
        String said = "request %d: %s%n%s".formatted(i, printable(request), answer);
        assertThat(answer).as(said).doesNotContainPattern("^HTTP/1\\.1 5");
        assertThat(answer)
            .as(said)
            .doesNotContain("dev.aether", "java.lang", "java.util", "io.helidon", "tools.jackson")
            .doesNotContainPattern("\\bat [a-z]+\\.[a-z.]+[A-Z]\\w+\\.\\w+\\(");
      }
      long growth = liveBytes() - before;
      assertThat(growth).isLessThan(GROWTH_BYTES);
    }
  }

  static String printable(byte[] request) {
    return new String(request, StandardCharsets.ISO_8859_1).replaceAll("[^\\x20-\\x7e\n]", "?");
  }
}
