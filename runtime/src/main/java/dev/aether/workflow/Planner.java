package dev.aether.workflow;

import dev.aether.template.Reference;
import dev.aether.template.Template;
import dev.aether.template.TemplateSyntax.Mistake;
import dev.aether.workflow.Defect.DagCycle;
import dev.aether.workflow.Defect.DuplicateNode;
import dev.aether.workflow.Defect.InvalidExpression;
import dev.aether.workflow.Defect.InvalidValue;
import dev.aether.workflow.Defect.LimitExceeded;
import dev.aether.workflow.Defect.MissingField;
import dev.aether.workflow.Defect.TemplateSyntaxError;
import dev.aether.workflow.Defect.UnknownDependency;
import dev.aether.workflow.ExpressionLanguage.Compiled;
import dev.aether.workflow.ExpressionLanguage.Invalid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns a document into a [Plan], or says everything that is wrong with it.
public final class Planner {
  private static final int MOST_SUGGESTIONS = 20;
  private static final int WHOLE = -1; // the field, not one of its items

  private final ExpressionLanguage expressions;
  private final Limits limits;

  /// What came of planning.
  public sealed interface Planning {}

  /// The flow can run.
  public record Planned(Plan plan) implements Planning {}

  /// The flow cannot run.
  ///
  /// @param defects all of them, those of reading first
  public record Refused(List<Defect> defects) implements Planning {
    /// Copies the list.
    public Refused {
      defects = List.copyOf(defects);
    }
  }

  /// Plans with this expression language and these limits.
  public Planner(ExpressionLanguage expressions, Limits limits) {
    this.expressions = expressions;
    this.limits = limits;
  }

  /// Plans what a reader has read. Takes time linear in nodes and edges, but for the order in which
  /// nodes wait for a limit (n log n).
  public Planning plan(DagReader.Reading reading) {
    return new Run(reading).plan();
  }

  private final class Run {
    private final Dag dag;
    private final String pointer;
    private final List<Defect> defects;
    private final Map<String, Integer> indexes;
    private final List<DraftNode> drafts = new ArrayList<>();
    private long edges;
    private int suggestions;

    Run(DagReader.Reading reading) {
      this.dag = reading.dag();
      this.indexes = HashMap.newHashMap(dag.nodes().size());
      this.pointer = reading.pointer();
      this.defects = new ArrayList<>(reading.defects());
    }

    Planning plan() {
      number();
      IndexList[] dependencies = new IndexList[dag.nodes().size()];
      for (int index = 0; index < dependencies.length; index++) {
        Node node = dag.nodes().get(index);
        var resolver =
            new ReferenceResolver(node, dag.metadata().constants(), indexes::containsKey);
        var draft = new DraftNode(index, node, resolver);
        drafts.add(draft);
        read(draft);
        dependencies[index] = draft.edges();
        edges += dependencies[index].size();
      }
      if (edges > limits.edges()) {
        defects.add(new LimitExceeded(pointer + "/nodes", "dependencies", edges, limits.edges()));
      }
      var graph = new Graph(dependencies);
      if (!graph.isAcyclic()) {
        graph.cycles().forEach(this::refuseCycle);
      }
      if (!defects.isEmpty()) {
        return new Refused(defects.subList(0, Math.min(defects.size(), limits.defects())));
      }
      return new Planned(new PlanBuilder(dag, drafts, graph, indexes).build());
    }

    private void number() {
      for (int index = 0; index < dag.nodes().size(); index++) {
        Node node = dag.nodes().get(index);
        Integer first = indexes.putIfAbsent(node.id(), index);
        if (first != null) {
          defects.add(
              new DuplicateNode(place(node, "/id"), node.id(), dag.nodes().get(first).position()));
        }
      }
    }

    private String place(Node node, String rest) {
      return pointer + "/nodes/" + node.position() + rest;
    }

    private void read(DraftNode draft) {
      Node node = draft.node;
      for (int i = 0; i < node.dependencies().size(); i++) {
        edge(draft, node.dependencies().get(i), "dependencies", i);
      }
      int named = draft.edges().size();
      draft.action = action(draft, named);
      node.when().ifPresent(when -> branch(draft, when));
    }

    private Action action(DraftNode draft, int named) {
      Node node = draft.node;
      String prompt = node.promptField();
      return switch (node.kind()) {
        case Node.LlmFn llm -> {
          Template template = template(draft, llm.prompt(), prompt);
          Optional<Template> system =
              llm.systemPrompt().map(text -> template(draft, text, "system_prompt"));
          llm.cacheKeyInputs().ifPresent(inputs -> keyInputs(draft, inputs));
          semanticInputs(node, llm.cache().semanticInputs(), template);
          yield new Action.CallModel(llm, template, system);
        }
        case Node.Compute(var expression, var template) -> {
          if (expression.isPresent()) {
            yield new Action.Evaluate(expression(draft, expression.get()));
          }
          yield new Action.RenderText(
              template.map(text -> template(draft, text, prompt)).orElse(Template.EMPTY));
        }
        case Node.Conditional(var expression) -> new Action.Decide(expression(draft, expression));
        case Node.Input() ->
            new Action.ReadInput(
                node.name(),
                dag.metadata().inputs().stream()
                    .filter(input -> input.name().equals(node.name()))
                    .findFirst()
                    .flatMap(Dag.Input::defaultValue));
        case Node.Output(var template) -> {
          if (template.isPresent()) {
            yield new Action.RenderText(template(draft, template.get(), "prompt_template"));
          }
          if (named != 1) {
            defects.add(
                new MissingField(
                    place(node, "/prompt_template"),
                    ("an output node with %d dependencies needs a 'prompt_template';"
                            + " without one it passes on its only dependency")
                        .formatted(named)));
            yield new Action.RenderText(Template.EMPTY);
          }
          yield new Action.PassOn(draft.edges().get(0));
        }
      };
    }

    private void keyInputs(DraftNode draft, List<String> inputs) {
      for (String input : inputs) {
        Integer index = indexes.get(input);
        if (index != null) {
          draft.add(index);
        }
      }
    }

    /// A misspelt name would silently be matched to the letter, so it is refused.
    private void semanticInputs(Node node, List<String> names, Template template) {
      if (names.isEmpty()) {
        return;
      }
      Set<String> known = new HashSet<>();
      template.references().forEach(reference -> known.addAll(reference.names()));
      for (int i = 0; i < names.size(); i++) {
        if (!known.contains(Reference.bare(names.get(i)))) {
          defects.add(
              new InvalidValue(
                  place(node, "/cache/semantic_inputs/" + i),
                  "the prompt has no placeholder '%s'%s"
                      .formatted(names.get(i), placeholders(template))));
        }
      }
    }

    private static String placeholders(Template template) {
      List<String> raw =
          template.references().stream().map(Reference::raw).distinct().limit(5).toList();
      return raw.isEmpty() ? "" : "; it has " + String.join(", ", raw);
    }

    private Template template(DraftNode draft, String text, String field) {
      ReferenceResolver.Resolved resolved = draft.resolver.resolve(text);
      for (Mistake mistake : resolved.mistakes()) {
        defects.add(
            new TemplateSyntaxError(
                place(draft.node, "/" + field), mistake.offset(), mistake.advice()));
      }
      for (String id : draft.sources(resolved.template())) {
        edge(draft, id, field, WHOLE);
      }
      return resolved.template();
    }

    private Expression expression(DraftNode draft, String source) {
      return switch (expressions.compile(source)) {
        case Compiled(var compiled, var nodeIds) -> {
          nodeIds.stream().sorted().forEach(id -> edge(draft, id, "expression", WHOLE));
          yield compiled;
        }
        case Invalid(var line, var column, var reason) -> {
          defects.add(
              new InvalidExpression(place(draft.node, "/expression"), line, column, reason));
          yield (_, _, _) -> new Expression.NotEvaluated(reason);
        }
      };
    }

    private void branch(DraftNode draft, Node.When when) {
      int decider = edge(draft, when.node(), "when/node", WHOLE);
      if (decider >= 0 && !(dag.nodes().get(decider).kind() instanceof Node.Conditional)) {
        defects.add(
            new InvalidValue(
                place(draft.node, "/when/node"),
                "'%s' is of type %s; 'when' needs the id of a conditional"
                    .formatted(when.node(), dag.nodes().get(decider).kind().word())));
      }
      draft.whenNode = decider;
    }

    private int edge(DraftNode draft, String id, String field, int item) {
      Integer index = indexes.get(id);
      if (index == null) {
        Optional<String> near =
            suggestions++ < MOST_SUGGESTIONS
                ? NearNames.nearest(id, indexes.keySet())
                : Optional.empty();
        String at = item == WHOLE ? "/" + field : "/" + field + "/" + item;
        defects.add(new UnknownDependency(place(draft.node, at), id, near));
        return -1;
      }
      draft.add(index);
      return index;
    }

    private void refuseCycle(List<Integer> cycle) {
      Node first = dag.nodes().get(cycle.getFirst());
      defects.add(
          new DagCycle(
              place(first, first.dependencies().isEmpty() ? "" : "/dependencies"),
              cycle.stream().map(index -> dag.nodes().get(index).id()).toList()));
    }
  }
}
