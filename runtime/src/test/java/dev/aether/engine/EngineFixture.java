package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.SkipReason;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.engine.Report.State;
import dev.aether.json.JsonText;
import dev.aether.llm.Call.Mode;
import dev.aether.template.Sensitivity;
import dev.aether.testing.Flows;
import dev.aether.workflow.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// An engine whose clock stands still until the test moves it, and whose nodes do what a lambda
/// says.
abstract class EngineFixture {
  static final NodeOutcome DONE =
      new Succeeded(NodeOutput.text("done", Sensitivity.LOW), NodeDetails.NONE);
  static final NodeOutcome BROKEN =
      new Failed(new NodeError.ExpressionFailed("broken"), NodeDetails.NONE);

  final AtomicLong nanos = new AtomicLong();
  final List<ExecutionEvent> heard = new ArrayList<>();

  Execution execution(Plan plan, RunOptions options, NodeRunner runner) {
    return engine(runner).prepare(plan, Value.Obj.EMPTY, options, heard::add);
  }

  Engine engine(NodeRunner runner) {
    return new Engine(runner, JsonText.JSON, () -> "e1", () -> Instant.EPOCH, nanos::get);
  }

  Report run(String document, NodeRunner runner) {
    return execution(Flows.plan(document), RunOptions.DEFAULT, runner).run();
  }

  /// Eight nodes at once, and this much time.
  static RunOptions within(Duration limit) {
    return new RunOptions(false, 8, Optional.of(limit), Optional.empty(), Mode.DEFAULT, false, "");
  }

  static String node(String id, String... dependencies) {
    String list = dependencies.length == 0 ? "" : "'" + String.join("','", dependencies) + "'";
    return "{'id': '%s', 'prompt': 'p', 'dependencies': [%s]}".formatted(id, list);
  }

  static List<State> states(Report report) {
    return report.nodes().stream().map(Report.NodeReport::state).toList();
  }

  static List<Optional<SkipReason>> skips(Report report) {
    return report.nodes().stream().map(Report.NodeReport::skipReason).toList();
  }

  /// A wait that ends only by an interrupt.
  static NodeOutcome forever() throws InterruptedException {
    new CountDownLatch(1).await();
    return DONE;
  }
}
