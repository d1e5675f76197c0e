package dev.aether.engine;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.template.Inputs;
import dev.aether.workflow.IndexList;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one node may read.
///
/// The outputs are the execution's own array: its owner has written those of this node's
/// dependencies before it started the node, and no other element is read here.
public final class NodeInputs implements Inputs {
  private final Plan plan;
  private final PlannedNode node;
  private final Value.Obj context;
  private final @Nullable NodeOutput[] outputs;
  private final ValueParser parser;

  NodeInputs(
      Plan plan,
      PlannedNode node,
      Value.Obj context,
      @Nullable NodeOutput[] outputs,
      ValueParser parser) {
    this.plan = plan;
    this.node = node;
    this.context = context;
    this.outputs = outputs;
    this.parser = parser;
  }

  /// The plan that the node belongs to.
  public Plan plan() {
    return plan;
  }

  @Override
  public Value.Obj context() {
    return context;
  }

  /// The output of a dependency; empty if it was skipped by a branch.
  public Optional<NodeOutput> output(int dependency) {
    return Optional.ofNullable(outputs[dependency]);
  }

  @Override
  public Optional<String> text(String nodeId) {
    int index = plan.indexOf(nodeId);
    return index < 0
        ? Optional.empty()
        : Optional.of(output(index).map(NodeOutput::text).orElse(""));
  }

  @Override
  public Optional<Value> value(String nodeId) {
    int index = plan.indexOf(nodeId);
    return index < 0 ? Optional.empty() : output(index).flatMap(this::structured);
  }

  private Optional<Value> structured(NodeOutput output) {
    return output.value() instanceof Value.Text(var text)
        ? parser.parse(text)
        : Optional.of(output.value());
  }

  /// The outputs of the dependencies by node id, as expressions see them: `{"output": …}`. Text
  /// that is a JSON object or array can be reached into. A node that was skipped by a branch is not
  /// there.
  public Map<String, Value> byId() {
    Map<String, Value> byId = new LinkedHashMap<>();
    IndexList dependencies = node.dependencies();
    for (int i = 0; i < dependencies.size(); i++) {
      PlannedNode dependency = plan.node(dependencies.get(i));
      output(dependency.index())
          .ifPresent(output ->
              byId.put(dependency.id(), new Value.Obj(Map.of("output", forExpression(output)))));
    }
    return byId;
  }

  private Value forExpression(NodeOutput output) {
    String start = output.text().stripLeading();
    return start.startsWith("{") || start.startsWith("[")
        ? structured(output).orElse(output.value())
        : output.value();
  }
}
