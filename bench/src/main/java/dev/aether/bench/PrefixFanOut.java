package dev.aether.bench;

import dev.aether.Aether;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.context.Value;
import dev.aether.engine.Report;
import dev.aether.telemetry.LogFormat;
import dev.aether.testing.Behaviour;
import dev.aether.testing.SeenRequest;
import dev.aether.testing.VendorStandIn;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Twenty nodes that ask about one document of 10,000 tokens, in front of a stand-in that accounts
/// prefixes as the vendors do, with the prefix cache and without it.
///
/// An answer begins after 300 ms and takes 2 s; reading the prefix makes it no faster, though at
/// the vendors it does.
public final class PrefixFanOut {
  private static final int NODES = 20;
  private static final int WARM_UP = 3;
  private static final int PREFIX_TOKENS = 10_000;
  private static final int ANSWER_TOKENS = 100;
  private static final Duration FIRST = Duration.ofMillis(300);
  private static final Duration WHOLE = Duration.ofSeconds(2);
  private static final String KEY = "sk-ant-standin";

  private final VendorStandIn vendor;
  private final Path folder;
  private int documents;

  private PrefixFanOut(VendorStandIn vendor, Path folder) {
    this.vendor = vendor;
    this.folder = folder;
  }

  /// Prints a table.
  public static void main(String[] args) throws IOException, InterruptedException {
    LogFormat.install(false, "warn");
    Path folder = Files.createTempDirectory("prefix-fan-out");
    try (var vendor = VendorStandIn.start(0, false)) {
      vendor.usually(PrefixFanOut::answer);
      new PrefixFanOut(vendor, folder).print(System.out);
    } finally {
      Files.deleteIfExists(folder.resolve("off.yaml"));
      Files.deleteIfExists(folder);
    }
  }

  private static Behaviour answer(SeenRequest request) {
    Behaviour words = Behaviour.say("word ".repeat(ANSWER_TOKENS));
    return request.streaming()
        ? words.after(FIRST).dripping(WHOLE.minus(FIRST).dividedBy(ANSWER_TOKENS + 6))
        : words.after(WHOLE);
  }

  private void print(PrintStream out) throws IOException, InterruptedException {
    out.println("| model | prefix cache | read | of input | cost USD | ratio | wall ms | ratio |");
    out.println("|---|---|---|---|---|---|---|---|");
    for (String model : new String[] {"claude-sonnet-4-5", "gpt-5"}) {
      Report off = run(model, false);
      Report on = run(model, true);
      print(out, model, "off", off, off);
      print(out, model, "auto", on, off);
    }
  }

  private static void print(PrintStream out, String model, String how, Report report, Report base) {
    BigDecimal cost = report.cost().orElseThrow().amount();
    BigDecimal usual = base.cost().orElseThrow().amount();
    out.printf(
        "| %s | %s | %d | %.1f %% | %s | %s | %d | %.2f |%n",
        model,
        how,
        report.usage().cacheRead(),
        100.0 * report.usage().cacheRead() / report.usage().input(),
        cost.round(new MathContext(4)).toPlainString(),
        cost.divide(usual, new MathContext(3)).toPlainString(),
        report.total().toMillis(),
        (double) report.total().toNanos() / base.total().toNanos());
  }

  /// The last of some runs over as many documents; those before it are for the compiler.
  private Report run(String model, boolean prefixCache) throws IOException, InterruptedException {
    Settings settings =
        Settings.defaults()
            .with(LlmSetting.OPENAI_API_KEY, KEY)
            .with(LlmSetting.OPENAI_BASE_URL, vendor.openAi().toString())
            .with(LlmSetting.ANTHROPIC_API_KEY, KEY)
            .with(LlmSetting.ANTHROPIC_BASE_URL, vendor.anthropic().toString());
    if (!prefixCache) {
      Path off =
          Files.writeString(
              folder.resolve("off.yaml"),
              "providers: {openai: {prefix_cache: off}, anthropic: {prefix_cache: off}}");
      settings = settings.with(LlmSetting.PROVIDERS_FILE, off.toString());
    }
    try (Aether aether = Aether.with(settings)) {
      for (int i = 0; i < WARM_UP; i++) {
        aether.run(flow(model), document());
      }
      return aether.run(flow(model), document());
    }
  }

  private Value.Obj document() {
    int number = documents++;
    String text =
        IntStream.range(0, PREFIX_TOKENS)
            .mapToObj(i -> (i + number) % 7 == 0 ? "river " : "stone ")
            .collect(Collectors.joining());
    return new Value.Obj(Map.of("doc", new Value.Text(number + " " + text)));
  }

  private static String flow(String model) {
    String question = "Say in one sentence what it tells about ";
    return IntStream.range(0, NODES)
        .mapToObj(i ->
            "{\"id\": \"n%d\", \"model\": \"%s\", \"prompt\": \"{{doc}}\\n\\n%s%d\"}"
                .formatted(i, model, question, i))
        .collect(Collectors.joining(",", "{\"nodes\": [", "]}"));
  }
}
