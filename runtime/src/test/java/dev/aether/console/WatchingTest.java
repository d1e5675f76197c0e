package dev.aether.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.aether.console.Chromium.isAccessible;
import static dev.aether.console.Chromium.picture;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Executions in a real browser: watched, failed, large, stopped, in the dark, by keys alone, on a
/// phone.
class WatchingTest {
  static final String FAILING =
      """
      {"dag": {"metadata": {"flow_name": "broken_chain"}, "nodes": [
        {"id": "source", "prompt": "quick source"},
        {"id": "broken", "prompt": "doomed {{node.source.output}}"},
        {"id": "aside", "prompt": "quick aside {{node.source.output}}"},
        {"id": "after", "prompt": "never {{node.broken.output}}"}]},
       "options": {"error_policy": "skip"}}
      """;
  static final String ENDLESS =
      """
      {"dag": {"metadata": {"flow_name": "endless_story"}, "nodes": [
        {"id": "first", "prompt": "quick first"},
        {"id": "long", "prompt": "endless {{node.first.output}}"}]}}
      """;

  @RegisterExtension static final Chromium chromium = new Chromium();

  static ConsoleServer server;

  @BeforeAll
  static void start() {
    server = new ConsoleServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Page execution(String id) {
    return execution(chromium.page(1280, 720, ColorScheme.LIGHT), id);
  }

  static Page execution(Page page, String id) {
    page.navigate(server.address("/#/executions/" + id));
    page.waitForSelector(".waterfall tbody tr");
    return page;
  }

  @Test
  void a_run_is_watched_from_its_start_to_its_end() {
    Page page = chromium.page();
    page.navigate(server.address("/#/try"));
    page.fill("textarea.editor", ConsoleServer.desk().replace("since Monday", "since Sunday"));
    assertThat(page.locator("#checks")).hasText("✓ It can run: 8 nodes.");
    page.click("button.main:has-text('Run')");
    page.waitForURL(Pattern.compile("#/executions/"));
    assertThat(page.locator(".head .chip")).hasText("▶ running");
    // The answer is there word by word, in the graph and in the inspector.
    page.waitForSelector(".box .said");
    page.locator(".waterfall button:has-text('Draft of a reply')").click();
    page.getByRole(AriaRole.TAB).getByText("Answer").click();
    assertThat(page.locator(".answer")).containsText("Dear Mara Lindqvist");
    assertThat(page.locator(".waterfall .part.is-failed")).hasCount(1);
    picture(page, "console-live");
    assertThat(page.locator(".head .chip")).hasText("✓ succeeded");
    assertThat(page.locator(".answer")).containsText("Good luck on Saturday!");
    assertThat(page.locator(".box.is-succeeded")).hasCount(8);
    assertThat(page.locator(".badge.is-attempts")).hasText("2 tries");
    assertThat(page.locator(".line.is-critical")).not().hasCount(0);
    assertThat(page.locator(".part.is-pause")).hasCount(1);
    page.getByText("Prompt", new Page.GetByTextOptions().setExact(true)).first().click();
    assertThat(page.locator(".prompt mark.from-context")).hasText("Mara Lindqvist");
    assertThat(page.locator(".prompt a.from-node")).hasCount(4);
    isAccessible(page);
    picture(page, "console-execution");
  }

  @Test
  void a_failure_is_shown_where_it_is() throws Exception {
    Page page = execution(server.ran(FAILING));
    assertThat(page.locator(".head .chip")).hasText("✕ failed");
    assertThat(page.locator(".inspector h2")).hasText("broken");
    page.getByText("Error", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator(".inspector .trouble")).containsText("provider error");
    assertThat(page.locator(".box.is-skipped")).hasCount(1);
    assertThat(page.locator(".waterfall tr.is-skipped")).containsText("dependency failed");
    isAccessible(page);
    picture(page, "console-failed");
  }

  @Test
  void three_hundred_nodes_are_drawn_apart() throws Exception {
    Page page = execution(server.ran(ConsoleServer.layers("archive", 300, 12, 4)));
    assertThat(page.locator(".box")).hasCount(300);
    picture(page, "console-300-nodes");
    page.locator(".graph button:has-text('+')").click();
    page.locator(".graph button:has-text('+')").click();
    assertThat(page.locator(".waterfall tbody tr")).hasCount(300);
  }

  @Test
  void a_thousand_nodes_are_drawn_in_groups_that_open() throws Exception {
    Page page = execution(server.ran(ConsoleServer.layers("library", 1000, 14, 5)));
    assertThat(page.locator(".box.is-group")).hasCount(14);
    page.locator(".box.is-group").first().dblclick();
    assertThat(page.locator(".box.is-group")).hasCount(13);
    assertThat(page.locator(".box:not(.is-group)")).hasCount(72);
    page.locator(".box.is-group").first().click();
    page.locator(".graph > svg").press("Enter");
    assertThat(page.locator(".box.is-group")).hasCount(12);
    page.locator("button:has-text('Draw together')").click();
    assertThat(page.locator(".box")).hasCount(14);
  }

  @Test
  void an_execution_is_cancelled() throws Exception {
    Page page = execution(server.begun(ENDLESS));
    page.waitForSelector(".waterfall tr.is-running");
    page.locator("button.danger").click();
    assertThat(page.locator(".head .chip")).hasText("■ cancelled");
    assertThat(page.locator(".waterfall tr.is-skipped")).hasCount(1);
    assertThat(page.locator("button.danger")).hasCount(0);
    picture(page, "console-cancelled");
  }

  @Test
  void a_rerun_leads_to_the_new_execution() throws Exception {
    String id = server.ran(FAILING);
    Page page = execution(id);
    page.locator("button:has-text('Rerun')").click();
    assertThat(page.locator(".head")).containsText("rerun of an earlier one");
    assertThat(page.locator(".box .badge.is-kept")).hasCount(2);
    assertThat(page.url()).doesNotContain(id);
  }

  @Test
  void the_dark_is_dark_and_may_be_chosen() throws Exception {
    Page page = execution(chromium.page(1280, 720, ColorScheme.DARK), server.ran(FAILING));
    String ground = "getComputedStyle(document.body).backgroundColor";
    assertThat(page.evaluate(ground)).isEqualTo("rgb(18, 20, 25)");
    isAccessible(page);
    picture(page, "console-dark");
    page.locator("button[aria-label='Light theme']").click();
    assertThat(page.evaluate(ground)).isEqualTo("rgb(246, 246, 243)");
    page.reload();
    page.waitForSelector(".waterfall tbody tr");
    assertThat(page.evaluate(ground)).isEqualTo("rgb(246, 246, 243)");
  }

  @Test
  void keys_alone_lead_everywhere() throws Exception {
    String id = server.ran(FAILING);
    Page page = chromium.page(1280, 720, ColorScheme.LIGHT);
    page.navigate(server.address("/"));
    page.waitForSelector("table.list tbody tr");
    tabTo(page, "a[href*='" + id + "']");
    page.keyboard().press("Enter");
    page.waitForSelector(".waterfall tbody tr");
    tabTo(page, ".graph > svg");
    page.keyboard().press("ArrowLeft");
    assertThat(page.locator(".inspector h2")).hasText("source");
    page.keyboard().press("ArrowRight");
    assertThat(page.locator(".inspector h2")).not().hasText("source");
    tabTo(page, ".tabs button");
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowRight");
    assertThat(page.locator(".tabs [aria-selected=true]")).containsText("Tries");
    assertThat(page.locator(".tabs button:focus")).containsText("Tries");
    tabTo(page, ".waterfall tr:has-text('aside') button");
    page.keyboard().press("Enter");
    assertThat(page.locator(".inspector h2")).hasText("aside");
    assertThat(page.locator("#news")).hasText("aside, succeeded");
    picture(page, "console-keyboard");
  }

  /// Presses Tab until a place has the focus.
  static void tabTo(Page page, String selector) {
    Locator wanted = page.locator(selector).first();
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      if ((Boolean) wanted.evaluate("element => element === document.activeElement")) {
        return;
      }
    }
    throw new AssertionError("Tab does not lead to " + selector);
  }

  @Test
  void a_phone_shows_it_all_without_moving_sideways() throws Exception {
    String id = server.ran(ConsoleServer.desk().replace("Mara Lindqvist", "Ada Moreau"));
    Page page = chromium.page(390, 844, ColorScheme.LIGHT);
    for (String view : List.of("/#/executions/" + id, "/", "/#/live", "/#/try")) {
      page.navigate(server.address(view));
      page.waitForSelector("#main > *");
      assertThat((Integer) page.evaluate("document.scrollingElement.scrollWidth"))
          .as(view)
          .isLessThanOrEqualTo(390);
      isAccessible(page);
    }
    execution(page, id);
    picture(page, "console-phone");
  }

  @Test
  void the_list_is_live_and_its_filter_stands_in_the_address() throws Exception {
    server.ran(FAILING);
    Page page = chromium.page(1280, 720, ColorScheme.LIGHT);
    page.navigate(server.address("/#/executions?status=failed"));
    page.waitForSelector("table.list tbody tr");
    assertThat(page.locator("tbody .chip.is-succeeded")).hasCount(0);
    page.selectOption("select[name=status]", "running");
    assertThat(page.locator("main")).containsText("No execution is like that.");
    assertThat(page.url()).endsWith("#/executions?status=running");
    String id = server.begun(ENDLESS);
    assertThat(page.locator("tbody .chip.is-running")).hasCount(1);
    server.http().post("/v1/executions/" + id + "/cancel", "");
    assertThat(page.locator("tbody .chip.is-running")).hasCount(0);
    page.selectOption("select[name=status]", "");
    page.waitForSelector("table.list tbody tr");
    isAccessible(page);
    picture(page, "console-list");
  }

  @Test
  void what_runs_now_is_seen_live() throws Exception {
    String id = server.begun(ENDLESS);
    Page page = chromium.page(1280, 720, ColorScheme.DARK);
    page.navigate(server.address("/#/live"));
    assertThat(
            page.locator(".tile table tbody tr")
                .filter(new Locator.FilterOptions().setHasText(id.substring(id.length() - 12))))
        .containsText("long");
    assertThat(page.locator(".tile:has-text('Circuits')").first()).containsText("closed");
    assertThat(page.locator(".tile:has-text('exact cache')").first()).containsText("Hits / misses");
    isAccessible(page);
    picture(page, "console-live-server");
    server.http().post("/v1/executions/" + id + "/cancel", "");
  }
}
