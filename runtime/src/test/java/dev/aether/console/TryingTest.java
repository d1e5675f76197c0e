package dev.aether.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.aether.console.Chromium.isAccessible;
import static dev.aether.console.Chromium.picture;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.aether.TestParts;
import dev.aether.testing.KeyedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What one does with executions in a real browser: writes them, compares them, keeps them, and
/// says who one is.
class TryingTest {
  @RegisterExtension static final Chromium chromium = new Chromium();

  @TempDir static Path folder;
  static ConsoleServer server;

  @BeforeAll
  static void start() {
    server = new ConsoleServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static final String WRONG =
      """
      {
        "nodes": [
          { "id": "a", "prompt": "one" },
          {
            "id": "b",
            "prompt": "two {{node.a.output}}",
            "dependencies": ["nobody"]
          },
          { "id": "a", "prompt": "three" }
        ]
      }
      """;

  @Test
  void problems_stand_at_their_place_while_one_types() {
    Page page = chromium.page(1280, 720, ColorScheme.LIGHT);
    page.navigate(server.address("/#/try"));
    page.fill("textarea.editor", WRONG);
    assertThat(page.locator("#checks")).hasText("2 problems");
    assertThat(page.locator(".numbers .is-wrong")).hasText(new String[] {"7", "9"});
    picture(page, "console-try-problems");
    page.locator(".checks button:has-text('nobody')").click();
    assertThat(page.evaluate("getSelection().toString()")).isEqualTo("\"nobody\"");
    page.fill("textarea.editor", "{ \"nodes\": [\n  { \"id\": \"a\" \"prompt\": \"x\" } ] }");
    assertThat(page.locator(".checks li:has-text('line 2')")).hasCount(1);
    isAccessible(page);
    page.fill(
        "textarea.editor",
        WRONG
            .replace("\"nobody\"", "")
            .replace("\"a\", \"prompt\": \"three", "\"c\", \"prompt\": \"quick"));
    assertThat(page.locator("#checks")).hasText("✓ It can run: 3 nodes.");
    assertThat(page.locator(".graph .box")).hasCount(3);
    picture(page, "console-try");
    page.locator("textarea.editor").press("Control+Enter");
    assertThat(page.locator(".head .chip")).hasText("✓ succeeded");
  }

  @Test
  void a_file_is_dropped_onto_the_editor() {
    Page page = chromium.page();
    page.navigate(server.address("/#/try"));
    page.waitForSelector("textarea.editor");
    page.evaluate(
        """
        () => {
          const data = new DataTransfer();
          data.items.add(new File(['{"nodes": [{"id": "dropped", "prompt": "x"}]}'], "flow.json"));
          document.querySelector("textarea.editor")
            .dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """);
    assertThat(page.locator("#checks")).hasText("✓ It can run: 1 nodes.");
    assertThat(page.locator(".graph .name")).hasText("dropped");
  }

  @Test
  void two_executions_are_compared_word_by_word() throws Exception {
    String a = server.ran(ConsoleServer.desk());
    String b = server.ran(ConsoleServer.desk().replace("Mara Lindqvist", "Jon Abara"));
    Page page = chromium.page(1280, 900, ColorScheme.LIGHT);
    page.navigate(server.address("/"));
    page.locator("input[aria-label*='" + a.substring(a.length() - 12) + "']").check();
    page.locator("input[aria-label*='" + b.substring(b.length() - 12) + "']").check();
    page.locator("button:has-text('Compare')").click();
    page.locator("table.compare button:has-text('Draft of a reply')").click();
    assertThat(page.locator(".differences h2")).hasText("draft_reply");
    assertThat(page.locator(".differences pre").first().locator("del")).hasText("Mara Lindqvist");
    assertThat(page.locator(".differences pre").first().locator("ins")).hasText("Jon Abara");
    assertThat(page.locator("table.compare tr:has-text('language') .badge.is-cache").last())
        .hasText("exact");
    isAccessible(page);
    picture(page, "console-compare");
  }

  @Test
  void an_execution_is_kept_as_a_page_that_asks_nobody() throws Exception {
    String id = server.ran(ConsoleServer.desk());
    Page page = chromium.page();
    page.navigate(server.address("/#/executions/" + id));
    page.waitForSelector(".waterfall tbody tr");
    Download download =
        page.waitForDownload(() -> page.locator("button:has-text('Save page')").click());
    Path file = folder.resolve("kept.html");
    download.saveAs(file);
    assertThat(Files.size(file)).isLessThan(200_000);
    showsDesk(file);
  }

  @Test
  void the_command_line_writes_the_same_page() {
    Path flow = Path.of("src/test/resources/dev/aether/console/desk.json");
    Path file = folder.resolve("run.html");
    var ran =
        TestParts.command(
            Map.of(),
            "run",
            "--set",
            "llm.mock_file=" + flow.resolveSibling("mock.yaml"),
            "--html",
            file.toString(),
            flow.toString());
    assertThat(ran.code()).isZero();
    showsDesk(file);
  }

  private static void showsDesk(Path file) {
    Page kept = chromium.page();
    AtomicInteger requests = Chromium.requests(kept);
    kept.navigate(file.toUri().toString());
    kept.waitForSelector(".waterfall tbody tr");
    assertThat(kept.locator(".head h1")).containsText("reply_desk");
    assertThat(kept.locator(".box")).hasCount(8);
    kept.locator(".waterfall button:has-text('Draft of a reply')").click();
    assertThat(kept.locator(".prompt mark.from-context")).hasText("Mara Lindqvist");
    assertThat(kept.locator(".actions button")).hasCount(0);
    isAccessible(kept);
    assertThat(requests.get()).as("the page itself, and nothing else").isEqualTo(1);
  }

  @Test
  void a_server_with_keys_is_asked_with_one_that_stays_in_the_tab() throws Exception {
    var settings =
        ConsoleServer.settings(KeyedServer.settings(folder, "reader acme read", "boss acme admin"));
    try (var keyed = new ConsoleServer(settings)) {
      Page page = chromium.page();
      page.navigate(keyed.address("/"));
      assertThat(page.locator(".key h2")).hasText("This server asks for a key");
      isAccessible(page);
      picture(page, "console-key");
      page.fill("input[name=key]", "wrong");
      page.keyboard().press("Enter");
      assertThat(page.locator(".key")).containsText("send a known API key");
      page.fill("input[name=key]", "key-of-reader");
      page.keyboard().press("Enter");
      assertThat(page.locator("main")).containsText("Nothing has run yet.");
      page.navigate(keyed.address("/#/live"));
      assertThat(page.locator("main")).containsText("keys with the right admin");
      assertThat(page.evaluate("JSON.stringify(localStorage) + document.cookie")).isEqualTo("{}");
      page.locator("button:has-text('Forget key')").click();
      assertThat(page.locator(".key h2")).isVisible();
    }
  }
}
