package dev.aether.console;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Measures, when it is asked to with `-Dconsole.figures=true`, how soon an execution is seen, and
/// says how large the page's files are. It asserts nothing: what is fast depends on the machine.
@EnabledIfSystemProperty(named = "console.figures", matches = "true")
class PaintFiguresTest {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 20;

  /// Notes the time of the first frame in which graph and table are there, counted from the start
  /// of the navigation.
  private static final String WATCH =
      """
      new MutationObserver((_, watch) => {
        if (document.querySelector(".waterfall tbody tr") && document.querySelector(".box")) {
          watch.disconnect();
          requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => { window.painted = performance.now(); };
            after.port2.postMessage(0);
          });
        }
      }).observe(document, { childList: true, subtree: true });
      """;

  @RegisterExtension static final Chromium chromium = new Chromium();

  @Test
  void first_paint_and_sizes() throws Exception {
    var assets = Assets.ofConsole();
    long zipped =
        assets.names().stream()
            .mapToLong(name -> assets.get(name).orElseThrow().zipped().length)
            .sum();
    System.out.printf("%d files, %,d bytes compressed%n", assets.names().size(), zipped);
    try (var server = new ConsoleServer()) {
      for (int nodes : new int[] {10, 300, 5000}) {
        String id = server.ran(ConsoleServer.layers("figures", nodes, Math.min(nodes, 12), 4));
        List<Double> times = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
          times.add(painted(server.address("/#/executions/" + id)));
        }
        List<Double> sorted = new ArrayList<>(times.subList(WARM_UP, times.size()));
        Collections.sort(sorted);
        System.out.printf(
            "%,5d nodes: first paint median %.0f ms, slowest %.0f ms, of %d with an empty cache%n",
            nodes, sorted.get(ROUNDS / 2), sorted.getLast(), ROUNDS);
      }
    }
  }

  private static double painted(String address) {
    Page page = chromium.page();
    page.addInitScript(WATCH);
    page.navigate(address);
    page.waitForSelector(".waterfall tbody tr");
    Object time =
        page.evaluate(
            "async () => { while (!window.painted) await new Promise(requestAnimationFrame); return window.painted; }");
    page.context().close();
    return ((Number) time).doubleValue();
  }
}
