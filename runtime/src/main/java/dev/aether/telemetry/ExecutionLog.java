package dev.aether.telemetry;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionListener;
import dev.aether.engine.NodeError;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// One INFO line per execution, DEBUG lines per node. Never a prompt, an answer or a context value.
public final class ExecutionLog {
  private static final Logger LOG = System.getLogger("aether.execution");

  private ExecutionLog() {}

  /// A listener that logs one execution.
  ///
  /// @param traceId the trace that it is a part of
  public static ExecutionListener listener(Supplier<Optional<String>> traceId) {
    return new ExecutionListener() {
      private final boolean debug = LOG.isLoggable(Level.DEBUG);
      private String executionId = "";
      private int nodes;
      private int failed;

      @Override
      public void on(ExecutionEvent event) {
        switch (event) {
          case ExecutionStarted started -> {
            executionId = started.executionId();
            nodes = started.plan().size();
          }
          case NodeSucceeded(var node, _, var took, _) ->
              node(node.id(), "succeeded", took.toMillis());
          case NodeFailed(var node, var outcome, var took, _) -> {
            failed++;
            node(node.id(), outcome.error().code(), took.toMillis());
            if (outcome.error() instanceof NodeError.Bug(var cause)) {
              LOG.log(
                  Level.ERROR,
                  line("a defect of the runtime failed a node", Map.of("node_id", node.id())),
                  cause);
            }
          }
          case NodeSkipped(var node, var reason, _, _, _) -> node(node.id(), reason.name(), 0);
          case ExecutionFinished(var status, _, var at) ->
              LOG.log(
                  Level.INFO,
                  () ->
                      line(
                          "execution finished",
                          Map.of(
                              "status",
                              status.word(),
                              "nodes",
                              nodes,
                              "failed",
                              failed,
                              "ms",
                              at.toMillis())));
          case ExecutionEvent.NodeStarted _,
              ExecutionEvent.NodeText _,
              ExecutionEvent.NodeCall _ -> {}
        }
      }

      private void node(String id, String how, long millis) {
        if (debug) {
          LOG.log(Level.DEBUG, line("node " + how, Map.of("node_id", id, "ms", millis)));
        }
      }

      private String line(String message, Map<String, Object> fields) {
        Map<String, Object> all = new TreeMap<>(fields);
        all.put("execution_id", executionId);
        traceId.get().ifPresent(id -> all.put("trace_id", id));
        return new LogLine(message, all).toString();
      }
    };
  }
}
