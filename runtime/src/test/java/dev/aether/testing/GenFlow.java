package dev.aether.testing;

import dev.aether.context.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A random flow: a description that models can work with, and the document that says the same.
///
/// The nodes stand in random order, so a node may depend on later ones.
///
/// @param nodes in document order
public record GenFlow(List<Spec> nodes) {
  /// The error policies as documents write them; absent means the request's.
  private static final List<String> POLICIES =
      List.of("fail", "fail_fast", "skip", "collect", "partial", "retry");

  /// One node.
  ///
  /// @param index in the document
  /// @param named positions of the nodes that `dependencies` names
  /// @param read positions of the nodes that the template reads
  /// @param when position of the conditional, -1 for none
  /// @param branch the branch of it on which this node runs
  /// @param groupLimit what this member says of its group's limit
  public record Spec(
      int index,
      String type,
      List<Integer> named,
      List<Integer> read,
      int when,
      boolean branch,
      Optional<String> group,
      Optional<Integer> groupLimit,
      Optional<String> policy,
      boolean barrier,
      int priority) {

    /// The id.
    public String id() {
      return "n" + index;
    }

    /// Everything that this node waits for, each once, in the order of the plan.
    public List<Integer> dependencies() {
      List<Integer> all = new ArrayList<>(named);
      all.addAll(read);
      if (when >= 0) {
        all.add(when);
      }
      return all.stream().distinct().toList();
    }
  }

  /// Copies the list.
  public GenFlow {
    nodes = List.copyOf(nodes);
  }

  /// A flow of up to so many nodes.
  public static GenFlow of(Gen gen, int maxNodes) {
    int size = gen.between(1, maxNodes);
    List<List<Integer>> edges = gen.dag(size, gen.oneOf(0.05, 0.15, 0.4));
    List<Integer> places = gen.shuffled(IntStream.range(0, size).boxed().toList());
    boolean barriers = gen.chance(0.3);
    boolean groups = gen.chance(0.5);
    boolean branches = gen.chance(0.6);
    Spec[] specs = new Spec[size];
    for (int node = 0; node < size; node++) {
      List<Integer> named = new ArrayList<>();
      List<Integer> read = new ArrayList<>();
      int when = -1;
      for (int other : edges.get(node)) {
        int place = places.get(other);
        Spec spec = specs[place];
        if (spec.type.equals("conditional") && when < 0 && gen.chance(0.7)) {
          when = place;
          if (gen.chance(0.2)) {
            named.add(place);
          }
        } else if (gen.chance(0.7)) {
          named.add(place);
        } else {
          read.add(place);
        }
      }
      boolean conditional = branches && gen.chance(0.25);
      int index = places.get(node);
      if (conditional) {
        named.addAll(read);
        read.clear();
      }
      specs[index] =
          new Spec(
              index,
              conditional ? "conditional" : gen.oneOf("llm_fn", "compute"),
              named,
              read,
              when,
              gen.chance(0.5),
              groups && gen.chance(0.5) ? Optional.of("g" + gen.below(2)) : Optional.empty(),
              gen.chance(0.5) ? Optional.of(gen.between(1, 3)) : Optional.empty(),
              gen.chance(0.5) ? Optional.of(gen.oneOf(POLICIES)) : Optional.empty(),
              barriers && gen.chance(0.2),
              gen.chance(0.5) ? 0 : gen.between(-2, 2));
    }
    return new GenFlow(List.of(specs));
  }

  /// The limit of a group: the smallest that a member states.
  public int limit(Optional<String> group) {
    return nodes.stream()
        .filter(node -> group.isPresent() && node.group.equals(group))
        .flatMap(node -> node.groupLimit.stream())
        .mapToInt(Integer::intValue)
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /// The document.
  public Value.Obj document() {
    return new Value.Obj(Map.of("nodes", new Value.Arr(nodes.stream().map(this::node).toList())));
  }

  private Value node(Spec spec) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("id", new Value.Text(spec.id()));
    members.put("node_type", new Value.Text(spec.type));
    if (spec.type.equals("conditional")) {
      members.put("expression", new Value.Text("true"));
    } else {
      var template = new StringBuilder("Say");
      spec.read.forEach(other -> template.append(" {{ node.n").append(other).append(".output }}"));
      members.put("prompt_template", new Value.Text(template.toString()));
    }
    List<Value> ids = new ArrayList<>();
    spec.named.forEach(other -> ids.add(new Value.Text("n" + other)));
    members.put("dependencies", new Value.Arr(ids));
    if (spec.when >= 0) {
      members.put(
          "when",
          new Value.Obj(
              Map.of("node", new Value.Text("n" + spec.when), "is", new Value.Bool(spec.branch))));
    }
    Map<String, Value> hints = new LinkedHashMap<>();
    spec.group.ifPresent(group -> hints.put("parallel_group", new Value.Text(group)));
    spec.groupLimit.ifPresent(limit -> hints.put("max_concurrency", Value.Num.of(limit)));
    spec.policy.ifPresent(policy -> hints.put("error_policy", new Value.Text(policy)));
    hints.put("barrier", new Value.Bool(spec.barrier));
    hints.put("priority", Value.Num.of(spec.priority));
    members.put("execution_hints", new Value.Obj(hints));
    return new Value.Obj(members);
  }
}
