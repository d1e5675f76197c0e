package dev.aether.cli;

import static dev.aether.testing.Json.number;
import static dev.aether.testing.Json.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.TestParts.Ran;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.testing.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `aether batch`.
@Timeout(60)
class BatchCommandTest {
  private static final String FLOW =
      """
      {"dag": {"nodes": [{"id": "a", "prompt": "{{context.greeting}} {{context.name}}"}]},
       "context": {"greeting": "Hello"}}
      """;

  @TempDir Path folder;
  private Path flow;
  private Path data;
  private Path out;
  private Path journal;

  @BeforeEach
  void write() throws IOException {
    flow = Files.writeString(folder.resolve("flow.json"), FLOW);
    data = lines(IntStream.rangeClosed(1, 20).mapToObj(i -> "{\"name\": \"n" + i + "\"}").toList());
    out = folder.resolve("out.jsonl");
    journal = folder.resolve("out.jsonl.journal");
  }

  private Path lines(List<String> lines) throws IOException {
    return Files.write(folder.resolve("data.jsonl"), lines);
  }

  /// @param script of the mock
  private Ran batch(String script, String... more) {
    try {
      Path mock = Files.writeString(folder.resolve("mock.yaml"), script);
      List<String> args = new ArrayList<>(List.of("batch", flow.toString(), data.toString()));
      args.addAll(List.of(more));
      return TestParts.command(
          Map.of(
              "AETHER_PROVIDER", "mock",
              "AETHER_MOCK_LATENCY_MS", "0",
              "AETHER_MOCK_FILE", mock.toString()),
          args.toArray(String[]::new));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static final String ECHO = "rules: [{pattern: never, answer: x}]";

  private static List<Value> results(String text) {
    return text.lines().map(line -> JsonText.JSON.parse(line).orElseThrow()).toList();
  }

  private List<Value> results() throws IOException {
    return results(Files.readString(out));
  }

  private static List<Integer> numbers(List<Value> results) {
    return results.stream().map(result -> (int) number(result, "line")).toList();
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void each_line_is_an_execution_and_results_come_in_their_order() {
    Ran ran = batch(ECHO, "--concurrency", "7");
    assertThat(ran.code()).as(ran.err()).isZero();
    List<Value> results = results(ran.out());
    assertThat(numbers(results)).isEqualTo(upTo(20));
    assertThat(text(results.get(4), "output")).contains("Hello n5");
    assertThat(text(results.get(4), "status")).isEqualTo("succeeded");
    assertThat(number(results.get(4), "tokens")).isPositive();
    assertThat(ran.err()).contains("20/20").hasLineCount(1);
  }

  @Test
  void results_come_as_they_are_there_if_that_is_wanted() {
    Ran ran =
        batch("rules: [{pattern: 'n1$', latency_ms: 2000}]", "--unordered", "-c", "greeting=Bye");
    List<Value> results = results(ran.out());
    assertThat(numbers(results)).containsExactlyInAnyOrderElementsOf(upTo(20));
    assertThat(number(results.getLast(), "line")).isEqualTo(1);
    assertThat(text(results.getLast(), "output")).contains("Bye n1");
  }

  @Test
  void a_whole_report_is_given_if_it_is_wanted() {
    Ran ran = batch(ECHO, "--full");
    assertThat(text(results(ran.out()).getFirst(), "report.results.0.rendered_prompt"))
        .isEqualTo("Hello n1");
  }

  @Test
  void an_interrupted_batch_goes_on_where_it_was() throws Exception {
    var first =
        new FutureTask<>(() ->
            batch(
                "rules: [{pattern: 'n(9|1[0-9])$', latency_ms: 600000}]",
                "-o",
                out.toString(),
                "--concurrency",
                "3"));
    Thread command = Thread.ofPlatform().start(first);
    Until.so(() -> size(journal) >= 1 + 8); // three lines hang, and those before are done
    command.interrupt();
    Ran interrupted = first.get();
    assertThat(interrupted.code()).isEqualTo(130);
    assertThat(interrupted.err()).contains("8/20", "the same command goes on");
    assertThat(numbers(results())).isEqualTo(upTo(8));

    Ran second = batch("rules: [{pattern: 'n[1-8]$', fail: {kind: auth}}]", "-o", out.toString());
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("8 of 20 lines are done already", "20/20");
    assertThat(numbers(results())).isEqualTo(upTo(20));
    assertThat(journal).doesNotExist();
  }

  private static long size(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException notYet) {
      return 0;
    }
  }

  @Test
  void failures_are_results_and_can_be_tried_again() throws Exception {
    Ran first = batch("rules: [{pattern: 'n(3|7)$', fail: {kind: auth}}]", "-o", out.toString());
    assertThat(first.code()).isEqualTo(1);
    assertThat(first.err()).contains("2 failed", "--retry-failed");
    assertThat(text(results().get(2), "status")).isEqualTo("failed");
    assertThat(text(results().get(2), "errors.0")).startsWith("a: ");

    Ran again = batch(ECHO, "-o", out.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(text(results().get(2), "status")).isEqualTo("failed");

    Ran retried =
        batch(
            "rules: [{pattern: 'n(3|7)$', answer: better}, {fail: {kind: auth}}]",
            "-o",
            out.toString(),
            "--retry-failed");
    assertThat(retried.code()).as(retried.err()).isZero();
    assertThat(numbers(results())).isEqualTo(upTo(20));
    assertThat(text(results().get(2), "output")).isEqualTo("better");
  }

  @Test
  void a_line_that_has_changed_runs_again_and_one_that_is_gone_is_no_result() throws Exception {
    batch("rules: [{pattern: 'n20$', fail: {kind: auth}}]", "-o", out.toString());
    lines(List.of("{\"name\": \"n1\"}", "{\"name\": \"other\"}"));
    Ran ran = batch(ECHO, "-o", out.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).contains("1 of 2 lines are done already");
    assertThat(results()).hasSize(2);
    assertThat(text(results().get(1), "output")).contains("Hello other");
  }

  @Test
  void a_journal_that_was_cut_in_the_middle_of_a_line_is_good_up_to_there() throws Exception {
    batch("rules: [{pattern: 'n20$', fail: {kind: auth}}]", "-o", out.toString());
    List<String> written = Files.readAllLines(journal);
    Files.writeString(
        journal, String.join("\n", written.subList(0, 6)) + "\n" + written.get(6).substring(0, 40));
    Ran ran = batch(ECHO, "-o", out.toString());
    assertThat(ran.err()).contains("5 of 20 lines are done already");
    assertThat(numbers(results())).isEqualTo(upTo(20));
  }

  @Test
  void what_is_not_of_this_batch_is_neither_used_nor_overwritten() throws Exception {
    batch("rules: [{pattern: 'n20$', fail: {kind: auth}}]", "-o", out.toString());
    Ran other = batch(ECHO, "-o", out.toString(), "-c", "greeting=Bye");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("another flow, context or options");
    assertThat(batch(ECHO, "-o", out.toString(), "-c", "greeting=Bye", "--restart").code())
        .isZero();
    Ran done = batch(ECHO, "-o", out.toString());
    assertThat(done.code()).isEqualTo(2);
    assertThat(done.err()).contains("--restart");
    assertThat(batch(ECHO, "-o", data.toString()).err()).contains("overwrite the data");
    assertThat(numbers(results())).isEqualTo(upTo(20));
  }

  @Test
  void lines_that_cannot_be_used_are_named_before_anything_runs() throws Exception {
    lines(List.of("{\"name\": 1}", "", "{\"name\": ", "[1]", "{\"name\": 2}"));
    Ran refused = batch(ECHO);
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("data.jsonl, line 3: column", "line 4: expected a JSON object, found an array");
    Ran skipped = batch(ECHO, "--skip-invalid");
    assertThat(skipped.code()).isZero();
    assertThat(numbers(results(skipped.out()))).containsExactly(1, 5);
  }

  @Test
  void a_line_that_comes_to_no_result_ends_the_batch_and_is_told() {
    var broken =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            if (new String(text, from, length).contains("Hello n5")) {
              throw new IllegalStateException("nobody expects this");
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Ran ran =
        TestParts.command(
            Map.of("AETHER_PROVIDER", "mock", "AETHER_MOCK_LATENCY_MS", "0"),
            broken,
            "batch",
            flow.toString(),
            data.toString());
    assertThat(ran.code()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains("has come to no result", "nobody expects this");
  }

  @Test
  void wrong_usage_has_its_code() throws Exception {
    assertThat(batch(ECHO, "--concurrency", "0").code()).isEqualTo(2);
    assertThat(batch(ECHO, "-o", folder.resolve("no/out.jsonl").toString()).err())
        .contains("there is no directory");
    assertThat(batch(ECHO, "-o", folder.toString(), "--restart").err()).contains("is a directory");
    assertThat(TestParts.command(Map.of(), "batch", flow.toString()).code()).isEqualTo(2);
    Files.delete(data);
    assertThat(batch(ECHO).err()).contains("there is no file");
    Files.write(data, new byte[] {'{', '}', '\n', (byte) 0xff}, StandardOpenOption.CREATE);
    assertThat(batch(ECHO).err()).contains("not in UTF-8");
    Files.writeString(flow, "{\"nodes\": [{}]}");
    assertThat(batch(ECHO).code()).isEqualTo(3);
  }

  @Test
  void no_line_is_no_work() throws Exception {
    lines(List.of());
    Ran ran = batch(ECHO);
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEmpty();
  }
}
