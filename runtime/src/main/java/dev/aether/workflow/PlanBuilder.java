package dev.aether.workflow;

import dev.aether.template.Reference;
import dev.aether.template.Reference.Fixed;
import dev.aether.template.Reference.FromContext;
import dev.aether.template.Reference.FromNode;
import dev.aether.template.Sensitivity;
import dev.aether.template.Template;
import dev.aether.template.Template.Hole;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Puts a plan together from sound drafts: levels, groups, and how sensitivity and taint flow along
/// the edges.
final class PlanBuilder {
  private static final Pattern OUTSIDE = Pattern.compile("\\b(context|input)\\b");

  private final Dag dag;
  private final List<DraftNode> drafts;
  private final Graph graph;
  private final Map<String, Integer> indexes;
  private final Sensitivity[] sensitivities;
  private final Action[] actions;
  private final boolean[] tainted;

  PlanBuilder(Dag dag, List<DraftNode> drafts, Graph graph, Map<String, Integer> indexes) {
    this.dag = dag;
    this.drafts = drafts;
    this.graph = graph;
    this.indexes = indexes;
    this.sensitivities = new Sensitivity[drafts.size()];
    this.actions = new Action[drafts.size()];
    this.tainted = new boolean[drafts.size()];
  }

  Plan build() {
    for (int index : graph.order()) {
      flow(drafts.get(index));
      tainted[index] = taint(drafts.get(index));
    }
    Map<String, Integer> limits = groupLimits();
    List<String> groups = List.copyOf(limits.keySet());
    Map<String, Integer> groupIndexes = new LinkedHashMap<>();
    groups.forEach(name -> groupIndexes.put(name, groupIndexes.size()));
    int[] levels = graph.levels();
    int[] remaining = graph.remaining();
    List<PlannedNode> nodes = new ArrayList<>(drafts.size());
    for (DraftNode draft : drafts) {
      int index = draft.index;
      nodes.add(
          new PlannedNode(
              index,
              draft.node,
              actions[index],
              levels[index],
              graph.dependencies(index),
              graph.dependents(index),
              draft.whenNode,
              draft
                  .node
                  .hints()
                  .parallelGroup()
                  .map(g -> groupIndexes.getOrDefault(g, -1))
                  .orElse(-1),
              remaining[index],
              sensitivities[index],
              tainted[index]));
    }
    return new Plan(
        dag,
        nodes,
        indexes,
        groups.stream().map(name -> new Plan.Group(name, limits.getOrDefault(name, 1))).toList());
  }

  private Map<String, Integer> groupLimits() {
    Map<String, Integer> limits = new LinkedHashMap<>();
    for (DraftNode draft : drafts) {
      Node.Hints hints = draft.node.hints();
      if (hints.parallelGroup().isPresent() && hints.maxConcurrency().isPresent()) {
        limits.merge(hints.parallelGroup().get(), hints.maxConcurrency().getAsInt(), Math::min);
      }
    }
    return limits;
  }

  /// An output is as sensitive as what went in, unless the author says otherwise: of the node, or
  /// of the placeholder that takes the value in. Only `high` flows; `medium` is about the value
  /// itself.
  private void flow(DraftNode draft) {
    Sensitivity in = Sensitivity.LOW;
    for (TemplateRef ref : draft.node.refs()) {
      in = in.or(ref.sensitivity().orElse(Sensitivity.LOW));
    }
    Action action = draft.action;
    switch (action) {
      case Action.CallModel(var settings, var prompt, var system) -> {
        Template flowed = flowed(prompt, draft);
        Optional<Template> flowedSystem = system.map(template -> flowed(template, draft));
        action = new Action.CallModel(settings, flowed, flowedSystem);
        in = in.or(of(flowed)).or(flowedSystem.map(PlanBuilder::of).orElse(Sensitivity.LOW));
      }
      case Action.RenderText(var template) -> {
        Template flowed = flowed(template, draft);
        action = new Action.RenderText(flowed);
        in = in.or(of(flowed));
      }
      case Action.PassOn(var dependency) -> in = in.or(sensitivities[dependency]);
      case Action.Evaluate _, Action.Decide _ -> {
        IndexList dependencies = graph.dependencies(draft.index);
        for (int i = 0; i < dependencies.size(); i++) {
          in = in.or(sensitivities[dependencies.get(i)]);
        }
      }
      case Action.ReadInput _ -> {}
    }
    actions[draft.index] = action;
    Sensitivity out = in == Sensitivity.HIGH ? Sensitivity.HIGH : Sensitivity.LOW;
    sensitivities[draft.index] = draft.node.outputSensitivity().orElse(out);
  }

  /// Whether anything from outside goes into a node's output. The order of execution is no way in.
  private boolean taint(DraftNode draft) {
    return switch (draft.action) {
      case Action.CallModel(_, var prompt, var system) ->
          taint(prompt) || system.filter(this::taint).isPresent();
      case Action.RenderText(var template) -> taint(template);
      case Action.PassOn(var dependency) -> tainted[dependency];
      case Action.ReadInput _ -> true;
      case Action.Evaluate _, Action.Decide _ ->
          readsContext(draft.node)
              || graph.dependencies(draft.index).stream().anyMatch(index -> tainted[index]);
    };
  }

  private boolean taint(Template template) {
    for (Template.Segment segment : template.segments()) {
      if (segment instanceof Hole(var reference) && taint(reference.source())) {
        return true;
      }
    }
    return false;
  }

  private boolean taint(Reference.Source source) {
    return switch (source) {
      case FromContext _ -> true;
      case FromNode(var id, _) -> {
        Integer index = indexes.get(id);
        yield index == null || tainted[index];
      }
      case Fixed _ -> false;
    };
  }

  /// Whether an expression has a word for the context in it, be it in a string.
  private static boolean readsContext(Node node) {
    String source =
        switch (node.kind()) {
          case Node.Compute(var expression, _) -> expression.orElse("");
          case Node.Conditional(var expression) -> expression;
          case Node.LlmFn _, Node.Input _, Node.Output _ -> "";
        };
    return OUTSIDE.matcher(source).find();
  }

  private static Sensitivity of(Template template) {
    Sensitivity strictest = Sensitivity.LOW;
    for (Template.Segment segment : template.segments()) {
      if (segment instanceof Hole(var reference)) {
        strictest = strictest.or(reference.sensitivity());
      }
    }
    return strictest;
  }

  private Template flowed(Template template, DraftNode draft) {
    List<Template.Segment> segments = template.segments();
    boolean changes = false;
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof Hole(var reference)
          && reference.source() instanceof FromNode(var id, _)
          && !draft.resolver.statesSensitivity(reference)
          && of(id) != Sensitivity.LOW) {
        if (!changes) {
          segments = new ArrayList<>(segments);
          changes = true;
        }
        segments.set(
            i,
            new Hole(
                new Reference(reference.raw(), reference.source(), reference.required(), of(id))));
      }
    }
    return changes ? new Template(segments) : template;
  }

  private Sensitivity of(String nodeId) {
    Integer index = indexes.get(nodeId);
    return index == null ? Sensitivity.LOW : sensitivities[index];
  }
}
