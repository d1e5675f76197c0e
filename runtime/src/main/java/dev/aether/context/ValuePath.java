package dev.aether.context;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A way into a value: member names of objects and indexes of arrays, outermost first.
///
/// @param steps e.g. `["user", "addresses", "0", "city"]`; never empty steps
public record ValuePath(List<String> steps) {
  /// Copies the steps.
  public ValuePath {
    steps = List.copyOf(steps);
  }

  /// The path that people write with dots: `user.addresses.0.city`.
  public static ValuePath dotted(String path) {
    return new ValuePath(List.of(path.split("\\.", -1)));
  }

  /// What was found at the end of a path.
  public sealed interface Lookup {}

  /// The value is there.
  public record Found(Value value) implements Lookup {}

  /// The path ends early.
  ///
  /// @param missing the part of the path, up to and including the first step that is not there
  public record NotFound(String missing) implements Lookup {}

  /// Walks into a value. Members come before indexes: a step that is a number is an index only in
  /// an array.
  public Lookup in(Value root) {
    Value here = root;
    for (int i = 0; i < steps.size(); i++) {
      Value next = step(here, steps.get(i));
      if (next == null) {
        return new NotFound(String.join(".", steps.subList(0, i + 1)));
      }
      here = next;
    }
    return new Found(here);
  }

  private static @Nullable Value step(Value from, String step) {
    return switch (from) {
      case Value.Obj(var members) -> members.get(step);
      case Value.Arr(var items) -> {
        int index = index(step);
        yield index >= 0 && index < items.size() ? items.get(index) : null;
      }
      case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ -> null;
    };
  }

  private static int index(String step) {
    if (step.isEmpty() || step.length() > 9) {
      return -1;
    }
    for (int i = 0; i < step.length(); i++) {
      if (step.charAt(i) < '0' || step.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(step);
  }

  @Override
  public String toString() {
    return String.join(".", steps);
  }
}
