package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.Models;
import dev.aether.template.Renderer;
import dev.aether.template.Rendering.NotRendered;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Template;
import dev.aether.workflow.Action;
import dev.aether.workflow.Dag;
import dev.aether.workflow.Expression;
import dev.aether.workflow.Expression.Evaluated;
import dev.aether.workflow.Expression.NotEvaluated;
import dev.aether.workflow.PlannedNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the nodes do, kind by kind.
public final class NodePipeline implements NodeRunner {
  private final Models models;
  private final ModelCall modelCall;

  /// @param models says which provider answers for a model
  /// @param llm the layers of a call, outermost first
  /// @param inspector looks at prompts before they are sent
  /// @param memory of prompts that it has looked at
  /// @param answers looks at what comes back
  /// @param semantic which nodes may be answered from requests of the same meaning
  public NodePipeline(
      Models models,
      LlmClient llm,
      PromptInspector inspector,
      PromptMemory memory,
      AnswerInspector answers,
      SemanticMode semantic) {
    this.models = models;
    this.modelCall = new ModelCall(models, llm, inspector, memory, answers, semantic);
  }

  /// Nodes that only equal requests answer for.
  public NodePipeline(Models models, LlmClient llm, PromptInspector inspector) {
    this(models, llm, inspector, PromptMemory.NONE, AnswerInspector.STANDARD, SemanticMode.OFF);
  }

  /// Nodes whose prompts nobody looks at.
  public NodePipeline(Models models, LlmClient llm) {
    this(models, llm, PromptInspector.NONE);
  }

  @Override
  public NodeOutcome run(Job job, Progress progress) throws InterruptedException {
    PlannedNode node = job.node();
    return switch (node.action()) {
      case Action.CallModel call ->
          switch (modelCall.begin(call, job, progress)) {
            case Start.Over(var outcome) -> outcome;
            case Start.Goes(var rest) -> rest.run();
          };
      case Action.RenderText(var template) -> renderText(template, job);
      case Action.Evaluate(var expression) -> evaluate(expression, job);
      case Action.Decide(var expression) -> decide(expression, job);
      case Action.ReadInput(var name, var defaultValue) -> readInput(name, defaultValue, job);
      case Action.PassOn(var dependency) ->
          new Succeeded(passOn(dependency, job), NodeDetails.NONE);
    };
  }

  @Override
  public Start begin(Job job, Progress progress) {
    return job.node().action() instanceof Action.CallModel call
        ? modelCall.begin(call, job, progress)
        : new Start.Goes(() -> run(job, progress));
  }

  @Override
  public Optional<Models.Route> route(PlannedNode node) {
    return node.action() instanceof Action.CallModel(var settings, _, _)
        ? Optional.of(models.route(settings.model()))
        : Optional.empty();
  }

  /// The same output, as carefully handled as this node's author says.
  private static NodeOutput passOn(int dependency, Job job) {
    return job.inputs()
        .output(dependency)
        .map(its -> new NodeOutput(its.text(), its.value(), job.node().sensitivity()))
        .orElseGet(() -> NodeOutput.text("", job.node().sensitivity()));
  }

  private static NodeOutcome renderText(Template template, Job job) {
    var policy = job.node().node().renderPolicy();
    return switch (Renderer.render(template, policy, job.inputs())) {
      case NotRendered(var failure) ->
          new Failed(new NodeError.NotRendered(failure), NodeDetails.NONE);
      case Rendered rendered ->
          new Succeeded(
              NodeOutput.text(rendered.text(), job.node().sensitivity()),
              new NodeDetails(
                  Optional.of(rendered),
                  Optional.empty(),
                  Optional.empty(),
                  Spent.NOTHING,
                  1,
                  false,
                  rendered.warnings()));
    };
  }

  private static NodeOutcome evaluate(Expression expression, Job job) {
    return switch (value(expression, job)) {
      case NotEvaluated(var reason) -> failed(reason);
      case Evaluated(var value) ->
          new Succeeded(NodeOutput.of(value, job.node().sensitivity()), NodeDetails.NONE);
    };
  }

  private static NodeOutcome decide(Expression expression, Job job) {
    return switch (value(expression, job)) {
      case NotEvaluated(var reason) -> failed(reason);
      case Evaluated(Value.Bool decision) ->
          new Succeeded(NodeOutput.of(decision, job.node().sensitivity()), NodeDetails.NONE);
      case Evaluated(var other) ->
          failed("the expression of a conditional must be true or false, it is " + other.kind());
    };
  }

  private static NodeOutcome failed(String reason) {
    return new Failed(new NodeError.ExpressionFailed(reason), NodeDetails.NONE);
  }

  private static Expression.Evaluation value(Expression expression, Job job) {
    NodeInputs inputs = job.inputs();
    Map<String, Value> declared = new LinkedHashMap<>();
    for (Dag.Input input : inputs.plan().dag().metadata().inputs()) {
      Value value = inputs.context().members().get(input.name());
      if (value != null) {
        declared.put(input.name(), value);
      }
    }
    return expression.evaluate(inputs.context(), inputs.byId(), new Value.Obj(declared));
  }

  private static NodeOutcome readInput(String name, Optional<Value> defaultValue, Job job) {
    Optional<Value> value =
        new ValuePath(List.of(name)).in(job.inputs().context())
                instanceof ValuePath.Found(var found)
            ? Optional.of(found)
            : defaultValue;
    if (value.isEmpty()) {
      return new Failed(new NodeError.InputMissing(name), NodeDetails.NONE);
    }
    return new Succeeded(NodeOutput.of(value.get(), job.node().sensitivity()), NodeDetails.NONE);
  }
}
