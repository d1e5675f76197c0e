package dev.aether.engine;

import dev.aether.context.ValuePath;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.engine.NodeRunner.Job;
import dev.aether.engine.NodeRunner.Progress;
import dev.aether.engine.NodeRunner.Start;
import dev.aether.engine.PromptMemory.Prepared;
import dev.aether.engine.PromptPreparation.NotReady;
import dev.aether.engine.PromptPreparation.Ready;
import dev.aether.llm.Call;
import dev.aether.llm.Call.CacheUse;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.Models;
import dev.aether.llm.RetryPolicy;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Action;
import dev.aether.workflow.ErrorPolicy;
import dev.aether.workflow.Node;
import dev.aether.workflow.Protection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an `llm_fn` node does: render, call, and say how it went.
final class ModelCall {
  private final Models models;
  private final LlmClient llm;
  private final PromptInspector inspector;
  private final PromptPreparation preparation;
  private final AnswerInspector answers;
  private final MeaningOfPrompt meaning;

  ModelCall(
      Models models,
      LlmClient llm,
      PromptInspector inspector,
      PromptMemory memory,
      AnswerInspector answers,
      SemanticMode semantic) {
    this.models = models;
    this.llm = llm;
    this.inspector = inspector;
    this.preparation = new PromptPreparation(inspector, memory);
    this.answers = answers;
    this.meaning = new MeaningOfPrompt(semantic);
  }

  /// Prepares the prompt; only the answer is waited for, if it is not there already.
  Start begin(Action.CallModel action, Job job, Progress progress) {
    Protection protection = inspector.protection(action.settings(), job.options());
    Models.Route route = models.route(action.settings().model());
    return switch (preparation.prepare(action, job, protection, route)) {
      case NotReady(var outcome) -> new Start.Over(outcome);
      case Ready ready -> begin(action, ready, protection, route, job, progress);
    };
  }

  private Start begin(
      Action.CallModel action,
      Ready ready,
      Protection protection,
      Models.Route route,
      Job job,
      Progress progress) {
    Node.LlmFn settings = action.settings();
    Prepared prompt = ready.prompt();
    var history = new CallHistory(progress.call());
    CacheUse use = cacheUse(settings, prompt, job);
    if (!use.off() && prompt.inspection().findings().isEmpty()) {
      use =
          use.meaning(
              meaning.of(
                  action, job.node().node().renderPolicy(), job.inputs(), prompt.sensitivity()));
    }
    AnswerInspector.Watch watch =
        answers.watch(
            protection, prompt.writtenSystem(), job.node().sensitivity(), progress.text());
    Call call =
        describe(settings, use, job, progress, history)
            .telling(job.options().streaming() ? watch : _ -> {})
            .screenedBy(watch)
            .sharing(prompt.prefix());
    var asked = new Asked(job, prompt.inspection(), route.warning(), watch, history);
    Optional<LlmResult> known = llm.atOnce(prompt.request(), call);
    if (known.isPresent()) {
      preparation.answeredAtOnce(ready);
      return new Start.Over(asked.outcome(known.get()));
    }
    return new Start.Goes(() -> asked.outcome(llm.complete(prompt.request(), call)));
  }

  /// A call that is on its way, and what its outcome is made of.
  private record Asked(
      Job job,
      PromptInspector.Inspection inspection,
      Optional<String> warning,
      AnswerInspector.Watch watch,
      CallHistory history) {
    NodeOutcome outcome(LlmResult received) {
      LlmResult result = watch.last(received);
      NodeDetails details = details();
      return switch (result) {
        case Completion answer -> {
          if (job.options().streaming()) {
            watch.end(answer);
          }
          yield new Succeeded(output(answer, job.node().sensitivity()), details.answeredBy(answer));
        }
        case NoCompletion(var failure, var spent) ->
            new Failed(error(failure, job), details.after(spent));
      };
    }

    private NodeDetails details() {
      List<String> warnings = new ArrayList<>(inspection.prompt().warnings());
      inspection.system().ifPresent(its -> warnings.addAll(its.warnings()));
      warning.ifPresent(warnings::add);
      List<PromptInspector.Noted> findings = new ArrayList<>(inspection.findings());
      findings.addAll(watch.findings());
      return new NodeDetails(
          Optional.of(inspection.prompt()),
          inspection.system(),
          Optional.empty(),
          Spent.NOTHING,
          history.attempts(),
          history.cacheable(),
          warnings,
          findings,
          history.course());
    }
  }

  private static NodeOutput output(Completion answer, Sensitivity sensitivity) {
    return answer
        .value()
        .map(value -> new NodeOutput(answer.text(), value, sensitivity))
        .orElseGet(() -> NodeOutput.text(answer.text(), sensitivity));
  }

  private static NodeError error(LlmFailure failure, Job job) {
    Optional<Duration> limit = job.node().node().timeout();
    return failure instanceof LlmFailure.TimedOut(_, var passed)
            && limit.filter(passed::equals).isPresent()
        ? new NodeError.TimedOut(passed)
        : new NodeError.CallFailed(failure);
  }

  private static Call describe(
      Node.LlmFn settings, CacheUse cache, Job job, Progress progress, CallHistory history) {
    Node node = job.node().node();
    return new Call(
        job.options().streaming(),
        _ -> {},
        progress.cancelled(),
        job.deadline(),
        node.timeout(),
        retry(node, job.options()),
        settings.fallbackModels(),
        cache,
        history,
        job.trace());
  }

  private static RetryPolicy retry(Node node, RunOptions options) {
    return node.hints()
        .retry()
        .orElse(
            options.policyOf(node.hints().errorPolicy()) == ErrorPolicy.RETRY
                ? RetryPolicy.DEFAULT
                : RetryPolicy.NONE);
  }

  private static CacheUse cacheUse(Node.LlmFn settings, Prepared prompt, Job job) {
    boolean off = settings.cache().mode().filter(m -> m == Node.CacheHint.Mode.OFF).isPresent();
    // Where something was taken out, the values that the author named do not say what is asked.
    boolean named = !prompt.inspection().redacted();
    return new CacheUse(
        prompt.sensitivity() == Sensitivity.HIGH ? Privacy.PRIVATE : Privacy.SHAREABLE,
        off ? Mode.BYPASS : job.options().cache(),
        settings
            .cacheKeyInputs()
            .filter(_ -> named)
            .map(inputs -> identity(settings.prompt(), inputs, job.inputs())),
        settings.cache().timeToLive());
  }

  /// What the author named as what identifies the answer: nodes by their id, all else as paths into
  /// the context. The template belongs to it: two nodes that read the same values still ask two
  /// questions. A value that is not there is not an empty one.
  private static List<String> identity(String template, List<String> inputs, NodeInputs values) {
    List<String> identity = new ArrayList<>(inputs.size() + 1);
    identity.add(template);
    for (String input : inputs) {
      identity.add(
          values
              .text(input)
              .or(() -> fromContext(input, values))
              .map(value -> "=" + value)
              .orElse("absent"));
    }
    return identity;
  }

  private static Optional<String> fromContext(String input, NodeInputs values) {
    String path = input.startsWith("context.") ? input.substring("context.".length()) : input;
    return ValuePath.dotted(path).in(values.context()) instanceof ValuePath.Found(var value)
        ? Optional.of(value.asText())
        : Optional.empty();
  }
}
