package dev.aether.execution;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.RunOptions;
import dev.aether.execution.ExecutionRequest.Include;
import dev.aether.template.Piece;
import dev.aether.template.Reference;
import dev.aether.template.Reference.FromContext;
import dev.aether.template.Sensitivity;
import dev.aether.template.Template;
import dev.aether.workflow.Action;
import dev.aether.workflow.DagReader;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import dev.aether.workflow.Protection;
import dev.aether.workflow.ProtectionReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Requests as they are kept: a body that asks for the same again, without the context's values of
/// high sensitivity.
final class KeptRequests {
  private KeptRequests() {}

  /// The body.
  ///
  /// @param context the one that the execution runs with
  static Value.Obj body(ExecutionRequest request, Value.Obj context) {
    Value.Obj shown = context;
    for (List<String> path : secretPaths(request.plan())) {
      shown = hide(shown, path);
    }
    return new Members()
        .put("dag", request.dag())
        .put("context", shown)
        .put("options", options(request))
        .end();
  }

  private static Value.Obj options(ExecutionRequest request) {
    RunOptions run = request.options();
    var members = new Members();
    if (run.sequential()) {
      members.put("sequential", true);
    }
    if (run.maxConcurrency() != Integer.MAX_VALUE) {
      members.put("max_concurrency", run.maxConcurrency());
    }
    run.timeout().ifPresent(limit -> members.put("timeout_ms", Math.max(1, limit.toMillis())));
    run.errorPolicy()
        .ifPresent(policy ->
            DagReader.errorPolicies().entrySet().stream()
                .filter(word -> word.getValue() == policy)
                .findFirst()
                .ifPresent(word -> members.put("error_policy", word.getKey())));
    members.put("cache", run.cache().name().toLowerCase(Locale.ROOT));
    if (!run.security().equals(Protection.Asked.NOTHING)) {
      members.put("security", ProtectionReader.write(run.security()));
    }
    Include include = request.include();
    if (!include.equals(Include.ALL)) {
      List<String> names = new ArrayList<>();
      if (include.prompts()) {
        names.add("prompts");
      }
      if (include.outputs()) {
        names.add("outputs");
      }
      members.put("include", names);
    }
    if (request.outlivesReader()) {
      members.put("on_disconnect", "continue");
    }
    return members.put("tags", request.tags()).put("metadata", request.metadata()).end();
  }

  /// Whether values of the context are left out.
  static boolean withheld(Plan plan) {
    return !secretPaths(plan).isEmpty();
  }

  /// Whether a node cannot run on what is kept.
  ///
  /// @param lost nodes whose outputs are not kept
  static boolean isLost(PlannedNode node, Plan plan, Set<Integer> lost) {
    if (node.dependencies().stream().anyMatch(lost::contains)) {
      return true;
    }
    Set<List<String>> secret = secretPaths(plan);
    return switch (node.action()) {
      case Action.CallModel(_, var prompt, var system) ->
          readsSecret(prompt) || system.map(KeptRequests::readsSecret).orElse(false);
      case Action.RenderText(var template) -> readsSecret(template);
      case Action.ReadInput(var name, _) ->
          secret.stream().anyMatch(path -> path.getFirst().equals(name));
      case Action.PassOn _ -> false;
      case Action.Evaluate _, Action.Decide _ -> !secret.isEmpty(); // may read anything
    };
  }

  private static Set<List<String>> secretPaths(Plan plan) {
    Set<List<String>> paths = new HashSet<>();
    for (PlannedNode node : plan.nodes()) {
      switch (node.action()) {
        case Action.CallModel(_, var prompt, var system) -> {
          collect(prompt, paths);
          system.ifPresent(template -> collect(template, paths));
        }
        case Action.RenderText(var template) -> collect(template, paths);
        case Action.ReadInput(var name, _) -> {
          if (node.sensitivity() == Sensitivity.HIGH) {
            paths.add(List.of(name));
          }
        }
        case Action.PassOn _, Action.Evaluate _, Action.Decide _ -> {}
      }
    }
    return paths;
  }

  private static void collect(Template template, Set<List<String>> paths) {
    for (Reference reference : template.references()) {
      if (isSecret(reference) && reference.source() instanceof FromContext(var path)) {
        paths.add(path.steps());
      }
    }
  }

  private static boolean readsSecret(Template template) {
    return template.references().stream()
        .anyMatch(reference -> isSecret(reference) && reference.source() instanceof FromContext);
  }

  private static boolean isSecret(Reference reference) {
    return reference.sensitivity() == Sensitivity.HIGH;
  }

  private static Value.Obj hide(Value.Obj object, List<String> path) {
    Value inside = path.isEmpty() ? null : object.members().get(path.getFirst());
    if (inside == null) {
      return object;
    }
    Map<String, Value> members = new LinkedHashMap<>(object.members());
    members.put(
        path.getFirst(),
        path.size() > 1 && inside instanceof Value.Obj deeper
            ? hide(deeper, path.subList(1, path.size()))
            : new Value.Text(Piece.REDACTED));
    return new Value.Obj(members);
  }
}
