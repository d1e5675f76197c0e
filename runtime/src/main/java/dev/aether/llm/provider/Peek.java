package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Looks into JSON that a provider sent. What is not there, or is of another kind, is absent.
final class Peek {
  private Peek() {}

  static Optional<String> text(Value value, ValuePath path) {
    return path.in(value) instanceof ValuePath.Found(Value.Text(var text))
        ? Optional.of(text)
        : Optional.empty();
  }

  /// A count: the number, cut to what an int can hold, and not below 0.
  static OptionalInt count(Value value, ValuePath path) {
    return path.in(value) instanceof ValuePath.Found(Value.Num number)
        ? OptionalInt.of((int) Math.clamp(number.asDouble(), 0, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  static List<Value> items(Value value, ValuePath path) {
    return path.in(value) instanceof ValuePath.Found(Value.Arr(var items)) ? items : List.of();
  }

  static boolean has(Value value, ValuePath path) {
    return path.in(value) instanceof ValuePath.Found(var found) && !(found instanceof Value.Null);
  }
}
