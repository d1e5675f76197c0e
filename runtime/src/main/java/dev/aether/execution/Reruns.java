package dev.aether.execution;

import dev.aether.context.Value;
import dev.aether.engine.NodeOutcome;
import dev.aether.engine.NodeOutcome.Succeeded;
import dev.aether.engine.Report;
import dev.aether.engine.Report.NodeReport;
import dev.aether.engine.Report.State;
import dev.aether.template.Reference;
import dev.aether.template.Template;
import dev.aether.workflow.Action;
import dev.aether.workflow.Defect;
import dev.aether.workflow.IndexList;
import dev.aether.workflow.Node;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Works out what an execution that was asked to run again can take over from the first time.
///
/// A node's outcome is taken over if it succeeded, nobody asked for it to run, its definition and
/// the context values that it reads are the same, and everything that it depends on is taken over
/// as well.
public final class Reruns {
  private Reruns() {}

  /// What came of reading the request for a rerun.
  public sealed interface Reading {}

  /// It can run.
  public record Possible(Rerun rerun) implements Reading {}

  /// It cannot run.
  public record Impossible(List<Defect> defects) implements Reading {
    /// Copies the list.
    public Impossible {
      defects = List.copyOf(defects);
    }
  }

  /// What is run.
  ///
  /// @param known outcomes by node that are taken over
  public record Rerun(ExecutionRequest request, Map<Integer, Succeeded> known) {
    /// Copies the map.
    public Rerun {
      known = Map.copyOf(known);
    }
  }

  /// Reads `{"from": [node ids]?, "context"?: {…}, "dag"?: {…}}`.
  ///
  /// @param body an empty object if the request had none
  public static Reading read(ExecutionRecord parent, Value body, RequestReader reader) {
    ExecutionRequest before = parent.request();
    Map<String, Value> asked = body instanceof Value.Obj(var members) ? members : Map.of();
    Map<String, Value> whole = new LinkedHashMap<>();
    whole.put("context", asked.getOrDefault("context", parent.context()));
    ExecutionRequest request;
    Value dag = asked.get("dag");
    if (dag == null) {
      if (!(whole.get("context") instanceof Value.Obj context)) {
        return new Impossible(List.of(new Defect.InvalidValue("/context", "expected an object")));
      }
      request = before.with(context);
    } else {
      whole.put("dag", dag);
      switch (reader.read(new Value.Obj(whole), parent.tenant())) {
        case RequestReader.Refused(var defects, _) -> {
          return new Impossible(defects);
        }
        case RequestReader.Accepted(var accepted) -> request = accepted.with(before.options());
      }
    }
    List<Defect> defects = new ArrayList<>();
    Set<String> from = from(asked.get("from"), request.plan(), defects);
    return defects.isEmpty()
        ? new Possible(new Rerun(request, known(parent, request, from)))
        : new Impossible(defects);
  }

  private static Set<String> from(@Nullable Value from, Plan plan, List<Defect> defects) {
    List<String> ids = new ArrayList<>();
    if (from instanceof Value.Arr(var items)) {
      for (int i = 0; i < items.size(); i++) {
        String id = items.get(i).asText();
        if (plan.indexOf(id) < 0) {
          defects.add(new Defect.UnknownDependency("/from/" + i, id, Optional.empty()));
        }
        ids.add(id);
      }
    } else if (from != null && !(from instanceof Value.Null)) {
      defects.add(new Defect.InvalidValue("/from", "expected a list of node ids"));
    }
    return Set.copyOf(ids);
  }

  private static Map<Integer, Succeeded> known(
      ExecutionRecord parent, ExecutionRequest request, Set<String> from) {
    Optional<Report> report = parent.standing().report();
    if (report.isEmpty()) {
      return Map.of();
    }
    Map<String, NodeReport> earlier = new HashMap<>();
    report.get().nodes().forEach(node -> earlier.put(node.node().id(), node));
    Map<Integer, Succeeded> known = new HashMap<>();
    Stream<PlannedNode> byLevel =
        request.plan().nodes().stream()
            .sorted(Comparator.comparingInt(node -> request.plan().rankByLevel(node.index())));
    byLevel.forEach(node -> {
      NodeReport before = earlier.get(node.id());
      if (before != null
          && before.state() == State.SUCCEEDED
          && !from.contains(node.id())
          && sameDefinition(before.node().node(), node.node())
          && readsTheSame(node, parent.context(), request.context())
          && allKnown(node.dependencies(), known)) {
        known.put(
            node.index(),
            new NodeOutcome.Succeeded(before.output().orElseThrow(), before.details()));
      }
    });
    return known;
  }

  private static boolean allKnown(IndexList dependencies, Map<Integer, Succeeded> known) {
    return dependencies.stream().allMatch(known::containsKey);
  }

  /// Where a node stands in its document does not matter.
  private static boolean sameDefinition(Node one, Node other) {
    return one.at(0).equals(other.at(0));
  }

  private static boolean readsTheSame(PlannedNode node, Value.Obj one, Value.Obj other) {
    if (one.equals(other)) {
      return true;
    }
    return switch (node.action()) {
      case Action.CallModel(_, var prompt, var system) ->
          readsTheSame(prompt, one, other)
              && system.map(template -> readsTheSame(template, one, other)).orElse(true);
      case Action.RenderText(var template) -> readsTheSame(template, one, other);
      case Action.PassOn _ -> true;
      case Action.ReadInput(var name, _) ->
          Optional.ofNullable(one.members().get(name))
              .equals(Optional.ofNullable(other.members().get(name)));
      case Action.Evaluate _, Action.Decide _ -> false; // an expression may read anything
    };
  }

  private static boolean readsTheSame(Template template, Value.Obj one, Value.Obj other) {
    return template.references().stream()
        .map(Reference::source)
        .allMatch(source ->
            switch (source) {
              case Reference.FromContext(var path) -> path.in(one).equals(path.in(other));
              case Reference.FromNode _, Reference.Fixed _ -> true;
            });
  }
}
