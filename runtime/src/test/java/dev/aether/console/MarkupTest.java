package dev.aether.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Names, prompts and answers that are full of markup stay text, in every view. The page's policy
/// is asked as well: what gets past the templates does not run.
class MarkupTest {
  static final String EVIL = "<img src=x onerror=window.hit=1>";
  static final String CLOSING = "</script><script>window.hit=2</script><!--";

  /// The mock repeats the beginning of the prompt, so the answers are as evil as the prompts.
  static final String FLOW =
      """
      {"dag": {"metadata": {"flow_name": "%1$s"}, "nodes": [
        {"id": "%1$s", "name": "%1$s %2$s", "prompt": "%1$s {{context.%3$s}}"},
        {"id": "javascript:alert(1)", "prompt": "quick %2$s"},
        {"id": "{{node.x.output}}", "prompt": "doomed %1$s %2$s"},
        {"id": "__proto__", "prompt": "quick proto"},
        {"id": "constructor", "prompt": "quick %1$s", "dependencies": ["%1$s", "__proto__"]}]},
       "context": {"name": "%1$s %2$s"}, "options": {"tags": ["%1$s"], "error_policy": "skip"}}
      """
          .formatted(EVIL, CLOSING, "name");

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

  private static void isOnlyText(Page page) {
    assertThat(page.evaluate("window.hit ?? 0")).isEqualTo(0);
    assertThat(page.evaluate("document.images.length")).isEqualTo(0);
    assertThat(page.evaluate("document.querySelectorAll('#app script, #app iframe').length"))
        .isEqualTo(0);
    assertThat(
            page.evaluate(
                "[...document.links].every((link) => link.href.startsWith(location.origin) || link.href.startsWith('file:'))"))
        .isEqualTo(true);
  }

  @Test
  void whatever_a_flow_or_a_model_says_is_text() throws Exception {
    String id = server.ran(FLOW);
    String other = server.ran(FLOW.replace("quick proto", "quick other"));
    Page page = chromium.page();
    for (String view :
        List.of(
            "/",
            "/#/executions?flow=" + java.net.URLEncoder.encode(EVIL, StandardCharsets.UTF_8),
            "/#/compare?a=" + id + "&b=" + other,
            "/#/live")) {
      page.navigate(server.address(view));
      page.waitForSelector("#main :is(table, .tile)");
      isOnlyText(page);
    }
    page.navigate(server.address("/#/executions/" + id));
    page.waitForSelector(".waterfall tbody tr");
    assertThat(page.locator("h1")).containsText(EVIL);
    for (int row = 0; row < 5; row++) {
      page.locator(".waterfall tbody button").nth(row).click();
      for (String tab : List.of("prompt", "output", "attempts", "findings")) {
        page.locator("[data-tab=" + tab + "]").click();
        isOnlyText(page);
      }
    }
    page.locator(".waterfall tbody button")
        .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("onerror"))
        .first()
        .click();
    page.locator("[data-tab=output]").click();
    assertThat(page.locator(".answer")).containsText("<img src=x onerror=");
  }

  @Test
  void a_kept_page_is_not_broken_out_of() throws Exception {
    String id = server.ran(FLOW);
    Path file =
        Files.writeString(
            folder.resolve("kept.html"),
            server.http().get("/v1/executions/" + id + "/page").body());
    Page page = chromium.page();
    page.navigate(file.toUri().toString());
    page.waitForSelector(".waterfall tbody tr");
    assertThat(page.locator(".waterfall tbody tr")).hasCount(5);
    isOnlyText(page);
  }

  @Test
  void the_policy_stops_what_a_template_would_not() {
    Page page = chromium.page();
    page.navigate(server.address("/"));
    page.waitForSelector("#main");
    for (String attempt :
        List.of(
            "document.body.innerHTML = '<img src=x onerror=window.hit=3>'",
            "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
            "document.write('<b>x</b>')",
            "document.createElement('a').setAttribute('onclick', 'window.hit = 4')")) {
      assertThatThrownBy(() -> page.evaluate(attempt)).isInstanceOf(PlaywrightException.class);
    }
    isOnlyText(page);
    chromium.forgive("Trusted");
    chromium.forgive("Content Security Policy");
  }
}
