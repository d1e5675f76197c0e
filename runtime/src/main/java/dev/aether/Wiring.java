package dev.aether;

import dev.aether.cache.CacheLayer;
import dev.aether.cache.CachedOnly;
import dev.aether.cache.ExactCache;
import dev.aether.caller.Callers;
import dev.aether.caller.KeysFile;
import dev.aether.cel.CelBounds;
import dev.aether.cel.CelExpressions;
import dev.aether.config.Settings;
import dev.aether.config.Settings.ExecutionSettings;
import dev.aether.config.Settings.LlmSettings;
import dev.aether.config.Settings.SecuritySettings;
import dev.aether.config.Settings.TlsSettings;
import dev.aether.context.ContextStore;
import dev.aether.context.InMemoryContextStore;
import dev.aether.engine.Engine;
import dev.aether.engine.ExecutionIds;
import dev.aether.engine.NodePipeline;
import dev.aether.execution.Admission;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.http.HttpApi;
import dev.aether.http.HttpServer;
import dev.aether.http.TlsFiles;
import dev.aether.json.JsonText;
import dev.aether.json.YamlText;
import dev.aether.llm.Attempts;
import dev.aether.llm.InFlightLimit;
import dev.aether.llm.LlmClient;
import dev.aether.llm.Retrying;
import dev.aether.llm.provider.JtokkitCounter;
import dev.aether.llm.provider.MockClient;
import dev.aether.llm.provider.MockScript;
import dev.aether.llm.provider.MockScriptReader;
import dev.aether.llm.provider.ModelRouter;
import dev.aether.llm.provider.Providers;
import dev.aether.telemetry.ExecutionLog;
import dev.aether.telemetry.Metrics;
import dev.aether.workflow.Limits;
import dev.aether.workflow.Planner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;

/// Puts the runtime together. The only class that knows which implementation stands behind an
/// interface, and where time, randomness and files come from.
final class Wiring implements AutoCloseable {
  private final Settings settings;
  private final ScheduledThreadPoolExecutor alarms = alarms();
  private final Metrics metrics = new Metrics(version());
  private final ContextStore contexts = new InMemoryContextStore();
  private final ExactCache exactCache;
  private final RequestReader reader;
  private final Executions executions;

  /// @throws UnusableSettings if a file that the settings name cannot be used
  Wiring(Settings settings) throws UnusableSettings {
    this.settings = settings;
    LlmSettings llm = settings.llm();
    LlmClient floor = new CachedOnly(provided(llm));
    this.exactCache =
        new ExactCache(
            floor, settings.cache().maxEntries(), settings.cache().timeToLive(), System::nanoTime);
    metrics.watch(exactCache);
    var models = new ModelRouter(llm.provider(), llm.defaultModel(), Set.of("mock"));
    var engine =
        new Engine(
            new NodePipeline(models, exactCache),
            JsonText.JSON,
            new ExecutionIds(InstantSource.system(), new SecureRandom()),
            InstantSource.system(),
            System::nanoTime);
    ExecutionSettings bounds = settings.execution();
    Limits limits =
        new Limits(
            bounds.maxNodes(),
            bounds.maxEdges(),
            bounds.maxTemplateChars(),
            Limits.DEFAULT.defects());
    this.reader = new RequestReader(new Planner(expressions(bounds), limits), limits);
    this.executions =
        new Executions(
            engine,
            contexts,
            new Admission(bounds.maxExecutions(), bounds.maxQueued()),
            () -> metrics.listener().and(ExecutionLog.listener()));
  }

  private static CelExpressions expressions(ExecutionSettings bounds) {
    return new CelExpressions(
        new CelBounds(bounds.maxExpressionChars(), bounds.expressionTimeout()), System::nanoTime);
  }

  /// A setting names something that cannot be used.
  static final class UnusableSettings extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableSettings(String message) {
      super(message);
    }
  }

  /// The layers under the caches, innermost first. A request enters at the last line and goes up
  /// until a layer can answer it.
  private LlmClient provided(LlmSettings llm) throws UnusableSettings {
    LlmClient client =
        new Providers(
            Map.of(
                ModelRouter.MOCK,
                new MockClient(mockScript(llm), new JtokkitCounter(), Wiring::pause)));
    client = new Attempts(client, llm.attemptLimit(), alarms, System::nanoTime);
    client = new InFlightLimit(client, llm.maxConcurrency(), System::nanoTime);
    return new Retrying(client, shared(), Wiring::pause);
  }

  /// No time at all is no reason to leave the processor.
  private static void pause(Duration duration) throws InterruptedException {
    if (duration.isPositive()) {
      Thread.sleep(duration);
    }
  }

  private static RandomGenerator shared() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  private static ScheduledThreadPoolExecutor alarms() {
    var alarms =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("alarms").factory());
    alarms.setRemoveOnCancelPolicy(true);
    return alarms;
  }

  private static MockScript mockScript(LlmSettings llm) throws UnusableSettings {
    if (llm.mockFile().isEmpty()) {
      return MockScript.taking(llm.mockLatency());
    }
    String file = llm.mockFile().get();
    try {
      String text = Files.readString(Path.of(file));
      return switch (YamlText.read(text)) {
        case JsonText.Parsed(var value) -> MockScriptReader.read(value, llm.mockLatency());
        case JsonText.Malformed wrong -> throw new UnusableSettings(file + ": " + wrong.sentence());
        case JsonText.TooDeep _ -> throw new UnusableSettings(file + ": nested too deeply");
      };
    } catch (IOException unreadable) {
      throw new UnusableSettings("llm.mock_file: cannot read " + file);
    } catch (MockScriptReader.InvalidScript wrong) {
      throw new UnusableSettings(file + ": " + wrong.getMessage());
    }
  }

  RequestReader reader() {
    return reader;
  }

  Executions executions() {
    return executions;
  }

  List<CacheLayer> caches() {
    return List.of(exactCache);
  }

  /// A server that listens.
  HttpServer serve() throws UnusableSettings {
    try {
      Optional<TlsSettings> files = settings.server().tls();
      Optional<SSLContext> tls =
          files.isEmpty() ? Optional.empty() : Optional.of(TlsFiles.context(files.get()));
      return api(callers(settings.security())).server(tls).start();
    } catch (TlsFiles.UnusableTls | KeysFile.UnusableKeys wrong) {
      throw new UnusableSettings(String.valueOf(wrong.getMessage()));
    }
  }

  private static Callers callers(SecuritySettings security) throws KeysFile.UnusableKeys {
    return security.apiKeysFile().isEmpty()
        ? new Callers.Everybody()
        : new KeysFile(Path.of(security.apiKeysFile().get()), System::nanoTime);
  }

  HttpApi api(Callers callers) {
    return new HttpApi(
        settings.server(),
        callers,
        version(),
        InstantSource.system(),
        System::nanoTime,
        new ExecutionIds(InstantSource.system(), new SecureRandom()),
        reader,
        executions,
        caches(),
        List.of(ModelRouter.MOCK),
        metrics::scrape);
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }

  /// The version of the runtime, as the build wrote it.
  static String version() {
    try (InputStream in = Wiring.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
