package dev.aether.engine;

import dev.aether.context.ValuePath;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.engine.NodeRunner.Job;
import dev.aether.engine.NodeRunner.Progress;
import dev.aether.engine.NodeRunner.Start;
import dev.aether.llm.Call;
import dev.aether.llm.Call.CacheUse;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.Models;
import dev.aether.llm.RetryPolicy;
import dev.aether.template.RenderFailure;
import dev.aether.template.Renderer;
import dev.aether.template.Rendering;
import dev.aether.template.Rendering.NotRendered;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.template.Template;
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
  private final AnswerInspector answers;
  private final MeaningOfPrompt meaning;

  ModelCall(
      Models models,
      LlmClient llm,
      PromptInspector inspector,
      AnswerInspector answers,
      SemanticMode semantic) {
    this.models = models;
    this.llm = llm;
    this.inspector = inspector;
    this.answers = answers;
    this.meaning = new MeaningOfPrompt(semantic);
  }

  /// Renders and looks at the prompt; only the answer is waited for, if it is not there already.
  Start begin(Action.CallModel action, Job job, Progress progress) {
    Rendering prompt = render(action.prompt(), job);
    if (prompt instanceof NotRendered(var failure)) {
      return new Start.Over(notRendered(failure));
    }
    Optional<Rendering> system = action.systemPrompt().map(template -> render(template, job));
    if (system.isPresent() && system.get() instanceof NotRendered(var failure)) {
      return new Start.Over(notRendered(failure));
    }
    return begin(
        action, (Rendered) prompt, system.map(rendering -> (Rendered) rendering), job, progress);
  }

  private static Rendering render(Template template, Job job) {
    return Renderer.render(template, job.node().node().renderPolicy(), job.inputs());
  }

  private static NodeOutcome notRendered(RenderFailure failure) {
    return new Failed(new NodeError.NotRendered(failure), NodeDetails.NONE);
  }

  private Start begin(
      Action.CallModel action,
      Rendered rendered,
      Optional<Rendered> renderedSystem,
      Job job,
      Progress progress) {
    Node.LlmFn settings = action.settings();
    Protection protection = inspector.protection(settings, job.options());
    PromptInspector.Inspection inspection = inspector.inspect(rendered, renderedSystem, protection);
    Rendered prompt = inspection.prompt();
    Optional<Rendered> system = inspection.system();
    if (inspection.blocking().isPresent()) {
      return new Start.Over(blocked(inspection));
    }
    Models.Route route = models.route(settings.model());
    var request =
        new LlmRequest(
            job.options().tenant(),
            route.provider(),
            route.model(),
            system.map(Rendered::text),
            prompt.text(),
            settings.temperature(),
            settings.maxTokens(),
            settings.outputSchema(),
            job.node().node().returnType());
    var history = new CallHistory(progress.call());
    CacheUse use = cacheUse(settings, inspection, job);
    if (!use.off() && inspection.findings().isEmpty()) {
      use =
          use.meaning(
              meaning.of(
                  action,
                  job.node().node().renderPolicy(),
                  job.inputs(),
                  sensitivity(prompt, system, job)));
    }
    AnswerInspector.Watch watch =
        answers.watch(protection, renderedSystem, job.node().sensitivity(), progress.text());
    Call call =
        describe(settings, use, job, progress, history)
            .telling(job.options().streaming() ? watch : _ -> {})
            .screenedBy(watch)
            .sharing(
                PromptCuts.of(
                    action, prompt, system, job, part -> inspector.fenced(part, protection)));
    var asked = new Asked(job, inspection, route.warning(), watch, history);
    Optional<LlmResult> known = llm.atOnce(request, call);
    return known.isPresent()
        ? new Start.Over(asked.outcome(known.get()))
        : new Start.Goes(() -> asked.outcome(llm.complete(request, call)));
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

  private static NodeOutcome blocked(PromptInspector.Inspection inspection) {
    PromptInspector.Noted worst = inspection.blocking().orElseThrow();
    return new Failed(
        new NodeError.Blocked(worst.finding().rule(), worst.place()),
        new NodeDetails(
            Optional.of(inspection.prompt()),
            inspection.system(),
            Optional.empty(),
            Spent.NOTHING,
            1,
            false,
            inspection.prompt().warnings(),
            inspection.findings(),
            List.of()));
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

  private static CacheUse cacheUse(
      Node.LlmFn settings, PromptInspector.Inspection inspection, Job job) {
    boolean off = settings.cache().mode().filter(m -> m == Node.CacheHint.Mode.OFF).isPresent();
    return new CacheUse(
        sensitivity(inspection.prompt(), inspection.system(), job) == Sensitivity.HIGH
            ? Privacy.PRIVATE
            : Privacy.SHAREABLE,
        off ? Mode.BYPASS : job.options().cache(),
        inspection.redacted() // then the values that the author named do not say what is asked
            ? Optional.empty()
            : settings
                .cacheKeyInputs()
                .map(inputs -> identity(settings.prompt(), inputs, job.inputs())),
        settings.cache().timeToLive());
  }

  private static Sensitivity sensitivity(Rendered prompt, Optional<Rendered> system, Job job) {
    return prompt
        .sensitivity()
        .or(system.map(Rendered::sensitivity).orElse(Sensitivity.LOW))
        .or(job.node().sensitivity());
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
