package dev.aether.testing;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import java.util.List;

/// Looks into JSON in tests.
public final class Json {
  private Json() {}

  /// The value at a dotted path.
  public static Value at(Value root, String path) {
    return switch (ValuePath.dotted(path).in(root)) {
      case ValuePath.Found(var value) -> value;
      case ValuePath.NotFound(var missing) ->
          throw new AssertionError("there is no " + missing + " in " + root.asText());
    };
  }

  /// The number at a dotted path.
  public static double number(Value root, String path) {
    return ((Value.Num) at(root, path)).asDouble();
  }

  /// The string at a dotted path.
  public static String text(Value root, String path) {
    return ((Value.Text) at(root, path)).text();
  }

  /// The array at a dotted path.
  public static List<Value> items(Value root, String path) {
    return ((Value.Arr) at(root, path)).items();
  }
}
