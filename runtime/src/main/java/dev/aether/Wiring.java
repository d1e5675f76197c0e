package dev.aether;

import dev.aether.cache.CacheLayer;
import dev.aether.cache.PrefixLayer;
import dev.aether.caller.Callers;
import dev.aether.caller.KeysFile;
import dev.aether.config.ExecutionSettings;
import dev.aether.config.SecuritySettings;
import dev.aether.config.ServerSettings.TlsSettings;
import dev.aether.config.Settings;
import dev.aether.context.ContextStore;
import dev.aether.engine.DrawnAhead;
import dev.aether.engine.Engine;
import dev.aether.engine.ExecutionIds;
import dev.aether.engine.NodePipeline;
import dev.aether.execution.Admission;
import dev.aether.execution.ExecutionShelf;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.guard.PromptGuard;
import dev.aether.http.HttpApi;
import dev.aether.http.HttpServer;
import dev.aether.http.TlsFiles;
import dev.aether.json.JsonText;
import dev.aether.json.StoredEvents;
import dev.aether.llm.CallStack;
import dev.aether.llm.Models;
import dev.aether.llm.PrefixMemory;
import dev.aether.schema.JsonSchemas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// Puts the runtime together. The only class that knows which implementation stands behind an
/// interface, and where time, randomness and files come from.
final class Wiring implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether");
  private static final int RECENT = 100; // executions that have ended and stay in memory besides
  private static final int REMEMBERED_PREFIXES = 10_000;

  private final Settings settings;
  private final ScheduledThreadPoolExecutor alarms = alarms();
  private final RedisLinks links = new RedisLinks();
  private final ContextStore contexts;
  private final PrefixMemory prefixes = new PrefixMemory(REMEMBERED_PREFIXES, System::nanoTime);
  private final PrefixLayer prefixLayer = new PrefixLayer(prefixes);
  private final ProviderWiring providers;
  private final TelemetryWiring telemetry;
  private final CallStack.Layers layers;
  private final CacheWiring caches;
  private final RequestReader reader;
  private final Optional<ExecutionStore> store;
  private final Executions executions;

  /// @param environment where the keys of configured providers are
  /// @throws UnusableSettings if a file that the settings name cannot be used
  Wiring(Settings settings, Map<String, String> environment) throws UnusableSettings {
    this(settings, environment, besideStore(settings), Optional.empty());
  }

  /// Caches last as long as executions do: beside the file in which those are kept.
  private static Optional<Path> besideStore(Settings settings) {
    return settings
        .execution()
        .store()
        .filter(where -> !where.contains("://"))
        .map(where -> Path.of(where).toAbsolutePath())
        .flatMap(file -> Optional.ofNullable(file.getParent()));
  }

  /// @param guard an operator's own, which looks at prompts besides the one that ships
  Wiring(Settings settings, Map<String, String> environment, PromptGuard guard)
      throws UnusableSettings {
    this(settings, environment, besideStore(settings), Optional.of(guard));
  }

  /// @param cacheDirectory where caches are kept from one start to the next, if anywhere
  Wiring(
      Settings settings,
      Map<String, String> environment,
      Optional<Path> cacheDirectory,
      Optional<PromptGuard> guard)
      throws UnusableSettings {
    this.settings = settings;
    this.providers = new ProviderWiring(settings.llm(), environment);
    this.telemetry =
        new TelemetryWiring(settings.telemetry(), environment, providers.servers(), version());
    Models router = providers.router();
    this.layers = providers.stack(router, callTools());
    telemetry.metrics().watch(layers.circuits());
    this.caches =
        new CacheWiring(
            settings.cache(),
            settings.semantic(),
            providers,
            layers.entry(),
            links,
            cacheDirectory);
    this.contexts = ContextWiring.store(settings.context(), links);
    links.start();
    caches().forEach(telemetry.metrics()::watch);
    caches.semantic().ifPresent(telemetry.metrics()::watchDecisions);
    var engine =
        new Engine(
            new NodePipeline(
                router,
                caches.client(),
                GuardWiring.inspector(settings.security(), guard),
                GuardWiring.memory(guard),
                GuardWiring.answers(settings.security()),
                caches.mode()),
            JsonText.JSON,
            ids(),
            InstantSource.system(),
            System::nanoTime);
    ExecutionSettings bounds = settings.execution();
    this.reader = FlowWiring.reader(bounds);
    this.store = StoreWiring.store(bounds);
    this.executions =
        new Executions(
            engine,
            contexts,
            new Admission(bounds.maxExecutions(), bounds.maxQueued()),
            telemetry::observe,
            new ExecutionShelf(store.isPresent() ? RECENT : bounds.keep()),
            store.map(kept -> new Executions.Keeping(kept, new StoredEvents(), reader)));
  }

  private CallStack.Tools callTools() {
    return new CallStack.Tools(
        new JsonSchemas(),
        JsonText.JSON,
        providers.tokens(),
        prefixes,
        prefixLayer,
        alarms,
        shared(),
        Wiring::pause,
        InstantSource.system(),
        System::nanoTime);
  }

  /// No time at all is no reason to leave the processor.
  static void pause(Duration duration) throws InterruptedException {
    if (duration.isPositive()) {
      Thread.sleep(duration);
    }
  }

  /// Names that nobody guesses.
  static ExecutionIds ids() {
    return new ExecutionIds(InstantSource.system(), new DrawnAhead(new SecureRandom()));
  }

  /// A request's id guards nothing, so it may be guessed.
  private static ExecutionIds requestIds() {
    return new ExecutionIds(InstantSource.system(), shared());
  }

  static RandomGenerator shared() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  private static ScheduledThreadPoolExecutor alarms() {
    var alarms =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("alarms").factory());
    alarms.setRemoveOnCancelPolicy(true);
    return alarms;
  }

  RequestReader reader() {
    return reader;
  }

  Executions executions() {
    return executions;
  }

  ContextStore contexts() {
    return contexts;
  }

  List<CacheLayer> caches() {
    return Stream.concat(caches.layers().stream(), Stream.of(prefixLayer)).toList();
  }

  /// A server that listens.
  HttpServer serve() throws UnusableSettings {
    try {
      Optional<TlsSettings> files = settings.server().tls();
      Optional<SSLContext> tls =
          files.isEmpty() ? Optional.empty() : Optional.of(TlsFiles.context(files.get()));
      int resumed = executions.resume();
      if (resumed > 0) {
        LOG.log(Level.INFO, "executions go on: " + resumed);
      }
      HttpApi api = api(callers(settings.security()));
      telemetry
          .metrics()
          .gauge("aether.sse.subscribers", "readers of event streams", api::eventReaders);
      return api.server(tls).start();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnusableSettings("the start was interrupted");
    } catch (TlsFiles.UnusableTls | KeysFile.UnusableKeys | ExecutionStore.Unavailable wrong) {
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
        requestIds(),
        reader,
        executions,
        contexts,
        settings.context(),
        caches(),
        providers.names(),
        layers,
        telemetry.metrics()::scrape);
  }

  @Override
  public void close() {
    store.ifPresent(
        ExecutionStore::close); // first, so that what ends now for want of the rest is not kept
    alarms.shutdownNow();
    caches.close();
    contexts.close();
    links.close();
    providers.close();
    telemetry.close();
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
