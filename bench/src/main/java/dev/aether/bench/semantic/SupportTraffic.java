package dev.aether.bench.semantic;

import dev.aether.Aether;
import dev.aether.cache.CacheLayer;
import dev.aether.cache.SemanticCache;
import dev.aether.cache.SemanticFigures;
import dev.aether.config.CacheSetting;
import dev.aether.config.LlmSetting;
import dev.aether.config.SecuritySetting;
import dev.aether.config.Settings;
import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.Report;
import dev.aether.engine.RunOptions;
import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Source;
import dev.aether.telemetry.LogFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the caches are worth to a shop's support: `SupportTraffic [requests] [seed ...]`.
///
/// Each request is an execution through the whole runtime. The model is the mock with a script that
/// gives every question its subject's answer, and with a price. An answer from a cache is wrong if
/// it is another subject's. The cost of audits is part of the cost.
public final class SupportTraffic {
  private static final String FLOW =
      """
      {"nodes": [{"id": "answer", "model": "mock-support",
        "system_prompt": "You answer customers of a shop for electronics, briefly and politely. Name the steps in order. Never promise a date.",
        "prompt_template": "Answer the customer: {{context.question}}",
        "cache": {"mode": "semantic", "semantic_inputs": ["question"], "max_error_rate": 0.01}}]}
      """;
  private static final String PRICES =
      """
      {"as_of": "2026-01-01", "currency": "USD", "models": [{"provider": "mock", "model": "mock-support",
        "refuses": [], "prices": [{"from": "2024-01-01", "input": 0.15, "output": 0.60}]}]}
      """;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Path folder;

  private SupportTraffic(Path folder) {
    this.folder = folder;
  }

  /// How one run went.
  private record Outcome(
      int requests, int exact, int semantic, int wrong, long tokens, BigDecimal cost) {
    double hitRate() {
      return 100.0 * (exact + semantic) / requests;
    }
  }

  /// Runs the traffic without caches, with the exact one, and with both.
  public static void main(String[] args) throws IOException, InterruptedException {
    LogFormat.install(false, "error");
    int requests = args.length > 0 ? Integer.parseInt(args[0]) : 4_000;
    List<Long> seeds = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      seeds.add(Long.parseLong(args[i]));
    }
    Path folder = Files.createTempDirectory("support-traffic");
    for (long seed : seeds.isEmpty() ? List.of(1L, 2L, 3L) : seeds) {
      new SupportTraffic(folder).compare(Support.traffic(requests, seed), seed);
    }
  }

  private void compare(List<Labelled> traffic, long seed) throws IOException, InterruptedException {
    Set<String> texts = new HashSet<>();
    Set<String> subjects = new HashSet<>();
    traffic.forEach(request -> {
      texts.add(request.text());
      subjects.add(request.label());
    });
    out.printf(
        "seed %d: %d requests, %d different questions about %d subjects%n",
        seed, traffic.size(), texts.size(), subjects.size());
    Settings settings = settings(traffic);
    Outcome none = run(settings.with(CacheSetting.CACHE_MAX_ENTRIES, "0"), traffic, "off");
    Outcome exact =
        run(settings.with(CacheSetting.CACHE_MAX_ENTRIES, "10000"), traffic, "exact only");
    Outcome both =
        run(
            settings
                .with(CacheSetting.CACHE_MAX_ENTRIES, "10000")
                .with(CacheSetting.SEMANTIC, "opt-in"),
            traffic,
            "exact and semantic");
    saved("exact only", exact, none);
    saved("exact and semantic", both, none);
  }

  private void saved(String name, Outcome with, Outcome without) {
    out.printf(
        Locale.ROOT,
        "  %-20s cost %.1f %% lower than without a cache%n",
        name,
        100 - 100 * with.cost().doubleValue() / without.cost().doubleValue());
  }

  private Settings settings(List<Labelled> traffic) throws IOException {
    List<Value> rules = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Labelled request : traffic) {
      if (known.add(request.text())) {
        rules.add(
            new Members()
                .put("prompt", "Answer the customer: " + request.text())
                .put("answer", answer(request.label()))
                .end());
      }
    }
    Value script = new Members().put("rules", new Value.Arr(rules)).end();
    return Settings.defaults()
        .with(LlmSetting.MOCK_LATENCY_MS, "0")
        .with(SecuritySetting.SECURITY_MODE, "off") // its findings keep prompts out of the cache
        .with(LlmSetting.MOCK_FILE, file("mock.json", CompactJson.of(script)))
        .with(LlmSetting.MODELS_FILE, file("models.json", PRICES));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String answer(String label) {
    return ("To %s, sign in, open your account page, choose the entry for it and confirm. You get a"
            + " message when it is done. This answer is about: %s.")
        .formatted(label, label);
  }

  private Outcome run(Settings settings, List<Labelled> traffic, String name)
      throws InterruptedException {
    int exact = 0;
    int semantic = 0;
    int wrong = 0;
    long tokens = 0;
    BigDecimal cost = BigDecimal.ZERO;
    try (Aether aether = Aether.with(settings)) {
      for (Labelled request : traffic) {
        Report report =
            aether.run(
                aether.prepare(
                    FLOW, new Members().put("question", request.text()).end(), RunOptions.DEFAULT),
                _ -> {});
        Report.NodeReport node = report.nodes().getFirst();
        Source source =
            node.details()
                .completion()
                .orElseThrow(() -> new IllegalStateException(node.error() + ": " + request.text()))
                .source();
        exact += source == Source.EXACT_CACHE ? 1 : 0;
        semantic += source == Source.SEMANTIC_CACHE ? 1 : 0;
        wrong += node.output().orElseThrow().text().equals(answer(request.label())) ? 0 : 1;
        tokens += report.usage().total();
        cost = cost.add(report.cost().map(Cost::amount).orElse(BigDecimal.ZERO));
      }
      Optional<SemanticFigures> figures = figures(aether);
      if (figures.isPresent()) {
        tokens += figures.get().auditTokens();
        cost = cost.add(figures.get().auditCost().map(Cost::amount).orElse(BigDecimal.ZERO));
        out.printf(
            Locale.ROOT,
            "  audits: %d, %d of them wrong, %d dropped; estimated error %.2f %%%n",
            figures.get().audits(),
            figures.get().wrongAudits(),
            figures.get().droppedAudits(),
            100 * figures.get().estimatedError());
      }
    }
    var outcome = new Outcome(traffic.size(), exact, semantic, wrong, tokens, cost);
    out.printf(
        Locale.ROOT,
        "  %-20s hits %.1f %% (%d exact, %d by meaning), wrong %.2f %% of requests, %d tokens, $%s%n",
        name,
        outcome.hitRate(),
        exact,
        semantic,
        100.0 * wrong / traffic.size(),
        tokens,
        cost.toPlainString());
    return outcome;
  }

  private static Optional<SemanticFigures> figures(Aether aether) {
    for (CacheLayer layer : aether.caches()) {
      if (layer instanceof SemanticCache cache) {
        return Optional.of(cache.figures());
      }
    }
    return Optional.empty();
  }
}
