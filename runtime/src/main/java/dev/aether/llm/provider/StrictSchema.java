package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.context.Value.Arr;
import dev.aether.context.Value.Bool;
import dev.aether.context.Value.Obj;
import dev.aether.context.Value.Text;
import java.util.Map;

/// Says whether OpenAI can hold a model strictly to a schema: it wants every object closed and all
/// of its members required. Other schemas are sent without that promise, and checked here.
final class StrictSchema {
  private StrictSchema() {}

  static boolean fits(Value schema) {
    return switch (schema) {
      case Obj(var members) ->
          (!describesObject(members) || closedAndComplete(members))
              && members.values().stream().allMatch(StrictSchema::fits);
      case Arr(var items) -> items.stream().allMatch(StrictSchema::fits);
      case Value.Null _, Bool _, Value.Num _, Text _ -> true;
    };
  }

  private static boolean describesObject(Map<String, Value> members) {
    return new Text("object").equals(members.get("type"))
        || (members.get("type") instanceof Arr(var types) && types.contains(new Text("object")));
  }

  private static boolean closedAndComplete(Map<String, Value> members) {
    Map<String, Value> properties =
        members.get("properties") instanceof Obj(var named) ? named : Map.of();
    return new Bool(false).equals(members.get("additionalProperties"))
        && members.get("required") instanceof Arr(var required)
        && properties.keySet().stream().allMatch(name -> required.contains(new Text(name)));
  }
}
