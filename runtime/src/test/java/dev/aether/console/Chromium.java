package dev.aether.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The browser that the console is tested in: Debian's Chromium, one for all tests. Where there is
/// none, the tests are skipped and say so.
///
/// After each test, whatever a page complained of in its log fails the test: an error of a script,
/// or something that the page's policy had to stop.
final class Chromium implements BeforeAllCallback, AfterEachCallback {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  /// Where pictures of the pages go, if they are wanted.
  private static final String IMAGES = System.getProperty("console.images", "");

  private final List<String> complaints = new ArrayList<>();
  private final List<BrowserContext> contexts = new ArrayList<>();
  private Optional<Browser> browser = Optional.empty();

  private record Started(Playwright playwright, Browser browser) implements AutoCloseable {
    static Started now() {
      var playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      var options =
          new BrowserType.LaunchOptions()
              .setExecutablePath(PROGRAM)
              .setArgs(
                  List.of(
                      "--no-sandbox",
                      "--disable-gpu",
                      "--disable-quic",
                      "--no-first-run",
                      "--disable-background-networking",
                      "--disable-component-update",
                      "--disable-sync"));
      return new Started(playwright, playwright.chromium().launch(options));
    }

    @Override
    public void close() {
      browser.close();
      playwright.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Assumptions.assumeTrue(
        Files.isExecutable(PROGRAM), "skipped: there is no browser at " + PROGRAM);
    Started started =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(Started.class, _ -> Started.now(), Started.class);
    browser = Optional.of(started.browser());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    List<String> told = List.copyOf(complaints);
    complaints.clear();
    assertThat(told).isEmpty();
  }

  /// A page of the usual size.
  Page page() {
    return page(1440, 900, ColorScheme.LIGHT);
  }

  /// A page in a context of its own: no other test's keys or choices.
  Page page(int width, int height, ColorScheme scheme) {
    BrowserContext context =
        browser
            .orElseThrow()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme)
                    .setReducedMotion(ReducedMotion.REDUCE));
    contexts.add(context);
    Page page = context.newPage();
    page.setDefaultTimeout(20_000);
    page.onPageError(error -> complaints.add("error: " + error));
    page.onDialog(dialog -> {
      complaints.add("dialog: " + dialog.message());
      dialog.dismiss();
    });
    page.onConsoleMessage(message -> {
      boolean refusal = message.text().startsWith("Failed to load resource");
      if (message.type().equals("error") && !refusal) {
        complaints.add(message.text());
      }
    });
    return page;
  }

  /// Forgets what a page complained of because the test made it.
  void forgive(String part) {
    complaints.removeIf(complaint -> complaint.contains(part));
  }

  /// Keeps a picture, if pictures are wanted.
  static void picture(Page page, String name) {
    if (!IMAGES.isEmpty()) {
      page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(IMAGES, name + ".png")));
    }
  }

  /// What axe-core has to say of the page that is serious or worse.
  static void isAccessible(Page page) {
    page.evaluate(axe());
    Object found =
        page.evaluate(
            """
            async () => (await axe.run(document)).violations
              .filter((each) => ["serious", "critical"].includes(each.impact))
              .map((each) => `${each.id}: ${each.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`)
            """);
    assertThat((List<?>) found).isEmpty();
  }

  private static String axe() {
    try (InputStream in = Chromium.class.getClassLoader().getResourceAsStream("axe.min.js")) {
      return new String(
          Objects.requireNonNull(in, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Counts the requests that a page makes from now on.
  static AtomicInteger requests(Page page) {
    var count = new AtomicInteger();
    page.onRequest(_ -> count.incrementAndGet());
    return count;
  }
}
