package dev.aether.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the page's modules promise by themselves, tried with random inputs in the browser.
class ModulesTest {
  /// A random generator with a seed (mulberry32), since the browser's own has none.
  static final String RANDOM =
      """
      const random = (seed) => () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
      };
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

  private static Object evaluate(String script) {
    Page page = chromium.page();
    page.navigate(server.address("/"));
    return page.evaluate("async () => { " + RANDOM + script + " }");
  }

  @Test
  void a_difference_tells_both_texts_whole_and_no_more_than_it_must() {
    assertThat(
            evaluate(
                """
                const { diff } = await import("/console/diff.js");
                const wrong = [];
                for (let seed = 0; seed < 300; seed++) {
                  const next = random(seed);
                  const words = () => Array.from({ length: Math.floor(next() * 25) },
                    () => ["red", "blue", "a", ", ", "\\n", " ", "über"][Math.floor(next() * 7)]).join(next() < 0.5 ? " " : "");
                  const [before, after] = [words(), words()];
                  const steps = diff(before, after);
                  const side = (kind) => steps.filter((s) => s.kind !== kind).map((s) => s.text).join("");
                  if (side("new") !== before || side("gone") !== after) wrong.push([seed, before, after]);
                }
                const same = diff("one two three four", "one two 3 four");
                return JSON.stringify([wrong, same.map((s) => s.kind + ":" + s.text)]);
                """))
        .isEqualTo("[[],[\"same:one two \",\"gone:three\",\"new:3\",\"same: four\"]]");
  }

  @Test
  void no_two_boxes_meet_and_every_line_leads_to_the_right() {
    assertThat(
            evaluate(
                """
                const { layout } = await import("/console/layout.js");
                const size = { width: 196, height: 58, gapX: 60, gapY: 20 };
                const wrong = [];
                for (let seed = 0; seed < 60; seed++) {
                  const next = random(seed);
                  const items = Array.from({ length: 1 + Math.floor(next() * 60) }, (_, i) => ({
                    id: `n${i}`,
                    needs: i === 0 ? [] : [...new Set(Array.from({ length: Math.floor(next() * 3) },
                      () => `n${Math.floor(next() * i)}`))],
                  }));
                  const plan = layout(items, size);
                  const boxes = [...plan.boxes.values()];
                  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
                    if (Math.abs(a.x - b.x) < size.width && Math.abs(a.y - b.y) < size.height + size.gapY - 0.01) {
                      wrong.push([seed, "meet", a, b]);
                    }
                  }));
                  for (const line of plan.lines) {
                    if (plan.boxes.get(line.from).x >= plan.boxes.get(line.to).x) wrong.push([seed, line]);
                  }
                  if (plan.boxes.size !== items.length) wrong.push([seed, "lost"]);
                  if (boxes.some((b) => b.y < -0.01 || b.y + size.height > plan.height + 0.01)) wrong.push([seed, "outside"]);
                  if (plan.lines.length !== items.reduce((n, i) => n + i.needs.length, 0)) wrong.push([seed, "lines"]);
                }
                return JSON.stringify(wrong.slice(0, 3));
                """))
        .isEqualTo("[]");
  }

  @Test
  void a_chain_without_crossings_is_drawn_without_any() {
    assertThat(
            evaluate(
                """
                const { layout } = await import("/console/layout.js");
                const ids = ["c", "a", "d", "b"];
                const items = [...ids.map((id) => ({ id, needs: [] })),
                  ...[...ids].reverse().map((id) => ({ id: id + "2", needs: [id] }))];
                const { boxes } = layout(items, { width: 10, height: 10, gapX: 10, gapY: 10 });
                return ids.every((id) => boxes.get(id).y === boxes.get(id + "2").y);
                """))
        .isEqualTo(true);
  }

  @Test
  void a_pointer_leads_to_its_place_in_the_text() {
    assertThat(
            (List<?>)
                evaluate(
                    """
                    const { places, locate } = await import("/console/locate.js");
                    const text = '{"a": [1, {"b/c": "x\\\\"y", "d~": null}], "é": {"f": [true, -2.5e3]}}';
                    const found = places(text);
                    const at = (pointer) => { const p = locate(found, pointer); return text.slice(p.start, p.end); };
                    return [at("/a/1/b~1c"), at("/a/1/d~0"), at("/é/f/1"), at("/a/7/z"), at("/é/f"),
                      String(places('{"a": [1, {').size), String(places("").size), String(places('{"a" 1}').size)];
                    """))
        .isEqualTo(
            List.of(
                "\"x\\\"y\"",
                "null",
                "-2.5e3",
                "[1, {\"b/c\": \"x\\\"y\", \"d~\": null}]",
                "[true, -2.5e3]",
                "4",
                "1",
                "1"));
  }

  @Test
  void the_parts_of_a_bar_fill_the_time_of_its_node() {
    assertThat(
            evaluate(
                """
                const { parts } = await import("/console/timing.js");
                const node = (more) => ({ state: "succeeded", ready: 10, started: 15, ended: 115, course: [], said: "", ...more });
                const told = (n) => parts(n, 500).map((p) => `${p.kind} ${p.from}+${p.ms}`).join(", ");
                return JSON.stringify([
                  told(node({ course: [{ what: "waited", reason: "rate_limit", ms: 10 },
                    { what: "attempt", ms: 20, error: {} }, { what: "backed_off", ms: 30 },
                    { what: "attempt", ms: 35, first_text_ms: 15 }] })),
                  told(node({ cache: "exact" })),
                  told(node({ cache: "coalesced" })),
                  told(node({ state: "running", ended: undefined })),
                  told(node({ state: "running", ended: undefined, said: "x", saidAt: 100 })),
                  told(node({ state: "skipped" })),
                  told(node({ state: "pending", started: undefined })),
                  told(node({})),
                ]);
                """))
        .isEqualTo(
            """
            ["queued 10+5, work 15+5, limit 20+10, failed 30+20, pause 50+30, first 80+15, text 95+20",\
            "queued 10+5, memory 15+100","queued 10+5, leader 15+100","queued 10+5, first 15+485",\
            "queued 10+5, first 15+85, text 100+400","queued 10+5, stopped 15+100","",\
            "queued 10+5, work 15+100"]\
            """);
  }

  @Test
  void the_prefix_that_was_cached_is_cut_where_it_ends() {
    assertThat(
            evaluate(
                """
                const { cut, cachedCharacters } = await import("/console/pieces.js");
                const pieces = [{ text: "0123456789", origin: "author" }, { text: "abcdefghij", origin: "node", from: "a" }];
                const cached = cachedCharacters(pieces, { input_tokens: 40, cache_read_tokens: 24 });
                return cut(pieces, cached).map((p) => `${p.cached ? "+" : "-"}${p.text}`).join(" ");
                """))
        .isEqualTo("+0123456789 +ab -cdefghij");
  }
}
