package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import dev.aether.engine.NodeOutcome.Failed;
import dev.aether.engine.NodeRunner.Job;
import dev.aether.engine.PromptMemory.Prepared;
import dev.aether.engine.PromptMemory.Question;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.Models;
import dev.aether.template.Reference;
import dev.aether.template.RenderFailure;
import dev.aether.template.Renderer;
import dev.aether.template.Rendering;
import dev.aether.template.Rendering.NotRendered;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.template.Template;
import dev.aether.workflow.Action;
import dev.aether.workflow.Node;
import dev.aether.workflow.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From a node and its inputs to a prompt that can be sent, or to why there is none.
final class PromptPreparation {
  private final PromptInspector inspector;
  private final PromptMemory memory;

  PromptPreparation(PromptInspector inspector, PromptMemory memory) {
    this.inspector = inspector;
    this.memory = memory;
  }

  /// What came of it.
  sealed interface Preparation {}

  /// It can be sent.
  ///
  /// @param question what it may be remembered by; null if not all that it was made of is known
  record Ready(Prepared prompt, @Nullable Question question) implements Preparation {}

  /// It cannot.
  record NotReady(NodeOutcome outcome) implements Preparation {}

  /// Prepares the prompt of a node.
  Preparation prepare(Action.CallModel action, Job job, Protection protection, Models.Route route) {
    List<String> values = values(action, job.inputs());
    Question question =
        values == null
            ? null
            : new Question(job.node(), protection, route, job.options().tenant(), values);
    Prepared known = question == null ? null : memory.find(question);
    return known != null
        ? new Ready(known, null)
        : render(action, job, protection, route, question);
  }

  /// To be called when a cache had the answer: then the question is one that comes again.
  void answeredAtOnce(Ready asked) {
    if (asked.question() != null) {
      memory.remember(asked.question(), asked.prompt());
    }
  }

  /// What the placeholders stand for; null unless all of it is plain text. Objects are equal in any
  /// order of their members, and prompts are not.
  private static @Nullable List<String> values(Action.CallModel action, NodeInputs inputs) {
    List<String> values = new ArrayList<>();
    boolean plain =
        add(values, action.prompt(), inputs)
            && (action.systemPrompt().isEmpty()
                || add(values, action.systemPrompt().get(), inputs));
    return plain ? values : null;
  }

  private static boolean add(List<String> values, Template template, NodeInputs inputs) {
    for (Template.Segment segment : template.segments()) {
      if (segment instanceof Template.Hole(var reference)
          && !(reference.source() instanceof Reference.Fixed)) {
        Optional<String> value = value(reference.source(), inputs);
        if (value.isEmpty()) {
          return false;
        }
        values.add(value.get());
      }
    }
    return true;
  }

  private static Optional<String> value(Reference.Source source, NodeInputs inputs) {
    return switch (source) {
      case Reference.FromContext(var path) ->
          path.in(inputs.context()) instanceof ValuePath.Found(Value.Text(var text))
              ? Optional.of(text)
              : Optional.empty();
      case Reference.FromNode(var nodeId, var path) ->
          path.steps().isEmpty() ? inputs.text(nodeId) : Optional.empty();
      case Reference.Fixed(_, var value) -> value;
    };
  }

  private Preparation render(
      Action.CallModel action,
      Job job,
      Protection protection,
      Models.Route route,
      @Nullable Question question) {
    Rendering prompt = render(action.prompt(), job);
    if (prompt instanceof NotRendered(var failure)) {
      return new NotReady(notRendered(failure));
    }
    Optional<Rendering> system = action.systemPrompt().map(template -> render(template, job));
    if (system.isPresent() && system.get() instanceof NotRendered(var failure)) {
      return new NotReady(notRendered(failure));
    }
    return inspect(
        action,
        (Rendered) prompt,
        system.map(rendering -> (Rendered) rendering),
        job,
        protection,
        route,
        question);
  }

  private static Rendering render(Template template, Job job) {
    return Renderer.render(template, job.node().node().renderPolicy(), job.inputs());
  }

  private static NodeOutcome notRendered(RenderFailure failure) {
    return new Failed(new NodeError.NotRendered(failure), NodeDetails.NONE);
  }

  private Preparation inspect(
      Action.CallModel action,
      Rendered rendered,
      Optional<Rendered> renderedSystem,
      Job job,
      Protection protection,
      Models.Route route,
      @Nullable Question question) {
    PromptInspector.Inspection inspection = inspector.inspect(rendered, renderedSystem, protection);
    if (inspection.blocking().isPresent()) {
      return new NotReady(blocked(inspection));
    }
    Rendered prompt = inspection.prompt();
    Optional<Rendered> system = inspection.system();
    Node.LlmFn settings = action.settings();
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
    Sensitivity sensitivity =
        prompt
            .sensitivity()
            .or(system.map(Rendered::sensitivity).orElse(Sensitivity.LOW))
            .or(job.node().sensitivity());
    return new Ready(
        new Prepared(
            renderedSystem,
            inspection,
            request,
            sensitivity,
            PromptCuts.of(action, prompt, system, job, part -> inspector.fenced(part, protection))),
        question);
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
}
