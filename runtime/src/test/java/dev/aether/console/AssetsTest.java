package dev.aether.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import dev.aether.testing.RawRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The console's files, and how the server gives them out.
class AssetsTest {
  private static final Path FOLDER = Path.of("src/main/resources/dev/aether/console");
  private static final int MOST_ZIPPED_BYTES = 150_000;
  private static final int MOST_LINES = 300;

  static LocalServer server;

  @BeforeAll
  static void start() {
    server = new LocalServer(Settings.defaults().with(TelemetrySetting.LOG_LEVEL, "error"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @Test
  void every_file_in_the_folder_is_served_and_fits_in_the_head() throws IOException {
    for (Path file : files()) {
      assertThat(Assets.ofConsole().names()).contains(file.getFileName().toString());
      assertThat(Files.readAllLines(file).size())
          .as(file.toString())
          .isLessThanOrEqualTo(MOST_LINES);
    }
  }

  @Test
  void all_files_together_are_small() {
    var assets = Assets.ofConsole();
    int sum =
        assets.names().stream()
            .mapToInt(name -> assets.get(name).orElseThrow().zipped().length)
            .sum();
    assertThat(sum).isLessThan(MOST_ZIPPED_BYTES);
  }

  @Test
  void no_file_speaks_of_another_host() throws IOException {
    for (Path file : files()) {
      String text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
      assertThat(Pattern.compile("(https?:)?//[a-z0-9.-]+\\.[a-z]{2,}").matcher(text).find())
          .as(file.toString())
          .isFalse();
    }
  }

  @Test
  void a_file_has_a_type_and_an_etag_and_comes_zipped_to_who_can_read_that() throws Exception {
    Answer page = server.get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy"))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    Answer module = server.get("/console/main.js");
    assertThat(module.header("content-type")).startsWith("text/javascript");
    assertThat(module.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(server.get("/console/main.js", "If-None-Match", module.header("etag")).status())
        .isEqualTo(304);
    Answer zipped = server.get("/console/main.js", "Accept-Encoding", "gzip");
    assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
    assertThat(zipped.header("vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void no_path_leads_out_of_the_set_of_files() throws Exception {
    for (String path :
        List.of("Assets.class", "%2e%2e%2fversion.txt", "..%2fversion.txt", "main.js%00", "")) {
      String answer =
          RawRequest.to(server.port())
              .send(
                  "GET /console/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                      .formatted(path))
              .answer();
      assertThat(answer).as(path).doesNotStartWith("HTTP/1.1 200").doesNotStartWith("HTTP/1.1 5");
    }
  }

  @Test
  void a_joined_script_has_every_module_once() {
    String script = ModuleLinker.link(Assets.ofConsole(), "main.js");
    for (String name : Assets.ofConsole().modules()) {
      String start = Assets.ofConsole().text(name).lines().findFirst().orElseThrow();
      if (start.startsWith("// ")) {
        assertThat(script.split(Pattern.quote(start), -1)).as(name).hasSize(2);
      }
    }
  }
}
