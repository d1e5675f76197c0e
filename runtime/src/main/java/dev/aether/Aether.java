package dev.aether;

import dev.aether.cache.CacheLayer;
import dev.aether.config.Settings;
import dev.aether.context.Value;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.Report;
import dev.aether.engine.RunOptions;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.guard.PromptGuard;
import dev.aether.json.JsonText;
import dev.aether.workflow.Defect;
import java.util.List;

/// The runtime inside another program: no server, no command line.
///
/// ```java
/// try (Aether aether = Aether.with(Settings.defaults())) {
///   Report report = aether.run(flowAsJson, new Members().put("topic", "tea").end());
/// }
/// ```
///
/// Safe for use by many threads; one instance serves any number of executions at once and shares
/// its caches and limits among them.
public final class Aether implements AutoCloseable {
  private final Wiring wiring;

  private Aether(Wiring wiring) {
    this.wiring = wiring;
  }

  /// A runtime with these settings.
  ///
  /// @throws IllegalArgumentException if a file that they name cannot be used
  public static Aether with(Settings settings) {
    try {
      return new Aether(new Wiring(settings, System.getenv()));
    } catch (UnusableSettings wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  /// A runtime with these settings and a guard of the operator's own: prompts are looked at by
  /// both, and what either finds counts.
  ///
  /// @param guard for use by many threads; what it throws is a finding
  /// @throws IllegalArgumentException if a file that the settings name cannot be used
  public static Aether with(Settings settings, PromptGuard guard) {
    try {
      return new Aether(new Wiring(settings, System.getenv(), guard));
    } catch (UnusableSettings wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }

  /// The flow cannot run.
  public static final class InvalidFlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Defect> defects;

    InvalidFlow(String message, List<Defect> defects) {
      super(message);
      this.defects = List.copyOf(defects);
    }

    /// Everything that is wrong; empty if the text was no JSON.
    public List<Defect> defects() {
      return defects;
    }
  }

  /// Reads and plans a flow; the result may be run many times.
  ///
  /// @param flow the document as JSON text
  /// @throws InvalidFlow if it cannot run
  public ExecutionRequest prepare(String flow, Value.Obj context, RunOptions options) {
    Value document =
        switch (JsonText.JSON.read(flow)) {
          case JsonText.Parsed(var value) -> value;
          case JsonText.Malformed wrong -> throw new InvalidFlow(wrong.sentence(), List.of());
          case JsonText.TooDeep _ -> throw new InvalidFlow("nested too deeply", List.of());
        };
    return switch (wiring.reader().readDag(document, context, options)) {
      case RequestReader.Accepted(var request) -> request;
      case RequestReader.Refused(var defects, _) ->
          throw new InvalidFlow(
              String.join("; ", defects.stream().map(Defect::detail).toList()), defects);
    };
  }

  /// Runs a prepared flow on the calling thread; an interrupt cancels it.
  ///
  /// @throws IllegalStateException if as many executions run and wait as the settings allow
  public Report run(ExecutionRequest request, ExecutionListener listener)
      throws InterruptedException {
    return switch (wiring.executions().run(request, listener)) {
      case Executions.Ran(var report) -> report;
      case Executions.NoRoom _,
          Executions.Draining _,
          Executions.NoSuchContext _,
          Executions.ContextsDown _,
          Executions.StoreDown _ ->
          throw new IllegalStateException("not admitted");
    };
  }

  /// Reads, plans and runs a flow.
  public Report run(String flow, Value.Obj context) throws InterruptedException {
    return run(prepare(flow, context, RunOptions.DEFAULT), _ -> {});
  }

  /// Its caches: how they have done, and what corrects them. Executions without a tenant are of the
  /// empty one.
  public List<CacheLayer> caches() {
    return wiring.caches();
  }

  @Override
  public void close() {
    wiring.close();
  }
}
