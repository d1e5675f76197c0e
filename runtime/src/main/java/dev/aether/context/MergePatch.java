package dev.aether.context;

import java.util.LinkedHashMap;
import java.util.Map;

/// JSON Merge Patch ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)): members that the patch
/// has replace those that are there, objects are merged, and `null` removes.
public final class MergePatch {
  private MergePatch() {}

  /// The target with the patch applied.
  public static Value.Obj apply(Value.Obj target, Value.Obj patch) {
    Map<String, Value> merged = new LinkedHashMap<>(target.members());
    patch
        .members()
        .forEach((name, change) -> {
          switch (change) {
            case Value.Null _ -> merged.remove(name);
            case Value.Obj object ->
                merged.put(
                    name,
                    apply(
                        merged.get(name) instanceof Value.Obj there ? there : Value.Obj.EMPTY,
                        object));
            case Value.Bool _, Value.Num _, Value.Text _, Value.Arr _ -> merged.put(name, change);
          }
        });
    return new Value.Obj(merged);
  }
}
