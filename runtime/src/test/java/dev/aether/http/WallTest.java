package dev.aether.http;

import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.LlmSetting;
import dev.aether.config.ServerSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import dev.aether.testing.RawRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What the outer wall does for every request, whatever handler answers it.
class WallTest {
  static final String LISTED = "https://console.example";
  static final LocalServer SERVER =
      new LocalServer(
          Settings.defaults()
              .with(LlmSetting.MOCK_LATENCY_MS, "0")
              .with(ServerSetting.CORS_ORIGINS, LISTED + ", https://two.example:8443")
              .with(ServerSetting.MAX_HEADERS, "20")
              .with(ServerSetting.READ_TIMEOUT_SECS, "1")
              .with(ServerSetting.BODY_TIMEOUT_SECS, "1")
              .with(TelemetrySetting.LOG_LEVEL, "error"));

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  static String raw(String request) {
    return RawRequest.to(SERVER.port()).send(request).answer();
  }

  @Test
  void every_response_tells_browsers_to_take_it_as_it_is() throws Exception {
    for (String path : List.of("/health", "/cache/stats", "/metrics", "/nothing", "/problems/x")) {
      assertThat(SERVER.get(path).headers())
          .as(path)
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry("referrer-policy", "no-referrer");
    }
    assertThat(raw("GET /health HTTP/1.1\r\nX-No-Host: 1\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("x-content-type-options: nosniff");
    assertThat(SERVER.get("/cache/stats").headers()).containsEntry("cache-control", "no-store");
    assertThat(SERVER.get("/nothing").headers()).containsEntry("cache-control", "no-store");
    assertThat(SERVER.get("/problems/not_found").headers().get("content-security-policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'");
  }

  @Test
  void only_pages_of_listed_origins_may_see_responses() throws Exception {
    assertThat(SERVER.get("/health", "Origin", LISTED).headers())
        .containsEntry("access-control-allow-origin", LISTED)
        .containsEntry("vary", "Origin");
    for (String other : List.of("https://evil.example", "null", LISTED + ".evil", "*")) {
      assertThat(SERVER.get("/health", "Origin", other).headers())
          .as(other)
          .doesNotContainKey("access-control-allow-origin")
          .containsEntry("vary", "Origin");
    }
  }

  @Test
  void browsers_may_ask_first_for_listed_origins() throws Exception {
    Answer yes = preflight("/execute", LISTED);
    assertThat(yes.status()).isEqualTo(204);
    assertThat(yes.headers())
        .containsEntry("access-control-allow-methods", "POST")
        .containsEntry("access-control-allow-origin", LISTED);
    assertThat(yes.headers().get("access-control-allow-headers"))
        .contains("Authorization", "X-API-Key");
    Answer no = preflight("/execute", "https://evil.example");
    assertThat(no.status()).isEqualTo(405);
    assertThat(no.headers()).doesNotContainKey("access-control-allow-methods");
    assertThat(preflight("/nothing", LISTED).status()).isEqualTo(404);
  }

  static Answer preflight(String path, String origin) throws InterruptedException {
    return SERVER.send(
        HttpRequest.newBuilder(SERVER.uri(path)).method("OPTIONS", BodyPublishers.noBody()),
        "Origin",
        origin,
        "Access-Control-Request-Method",
        "POST");
  }

  @Test
  void without_keys_pages_of_other_origins_change_nothing() throws Exception {
    Answer foreign = SERVER.post("/cache/clear", "{}", "Origin", "https://evil.example");
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(text(foreign.json(), "code")).isEqualTo("forbidden");
    assertThat(SERVER.post("/cache/clear", "{}", "Origin", "null").status()).isEqualTo(403);
    String own = "http://127.0.0.1:" + SERVER.port();
    assertThat(SERVER.post("/cache/clear", "{}", "Origin", own).status()).isEqualTo(200);
    assertThat(SERVER.post("/cache/clear", "{}", "Origin", LISTED).status()).isEqualTo(200);
  }

  @Test
  void without_keys_a_foreign_name_for_this_machine_is_refused() {
    assertThat(raw("GET /cache/stats HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    for (String own : List.of("localhost:3000", "127.0.0.1", "[::1]:80", "flows.localhost")) {
      assertThat(
              raw(
                  "GET /cache/stats HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                      .formatted(own)))
          .as(own)
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void too_many_and_too_large_headers_are_refused() {
    String many = "X-A: b\r\n".repeat(5) + "X-B: c\r\n";
    var lines = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      lines.append("X-H").append(i).append(": v\r\n");
    }
    assertThat(
            raw("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + many + "\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(
            raw(
                "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + lines
                    + "\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("headers_too_large");
    assertThat(
            raw(
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n"
                    .formatted("v".repeat(20_000))))
        .doesNotContain("200 OK");
    assertThat(raw("GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted("p".repeat(20_000))))
        .doesNotContain("200 OK");
  }

  @Test
  void who_stops_in_the_middle_of_a_body_is_dropped() {
    assertThat(
            raw("POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"dag\""))
        .doesNotContain("200");
  }

  @Test
  void who_drips_a_body_is_dropped_however_steadily() {
    String head = "POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
    assertThat(RawRequest.to(SERVER.port()).send(head).dripUntilEnd(' ').answer())
        .doesNotContain("200");
  }

  @Test
  void who_drips_headers_is_dropped_however_steadily() {
    String head = "POST /execute HTTP/1.1\r\nHost: localhost\r\nX-Long: ";
    assertThat(RawRequest.to(SERVER.port()).send(head).dripUntilEnd('x').answer())
        .doesNotContain("200");
  }

  @Test
  void who_goes_away_in_the_middle_leaves_nothing_behind() throws Exception {
    RawRequest.to(SERVER.port())
        .send("POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        .hangUp();
    assertThat(SERVER.get("/health").status()).isEqualTo(200);
  }
}
