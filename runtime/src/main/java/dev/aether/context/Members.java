package dev.aether.context;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts an object together, member by member. Not for more than one thread.
public final class Members {
  private final Map<String, Value> members = new LinkedHashMap<>();

  /// Adds a value.
  public Members put(String name, Value value) {
    members.put(name, value);
    return this;
  }

  /// Adds a string.
  public Members put(String name, String text) {
    return put(name, new Value.Text(text));
  }

  /// Adds a string, if there is one.
  public Members put(String name, Optional<String> text) {
    text.ifPresent(present -> put(name, present));
    return this;
  }

  /// Adds a whole number.
  public Members put(String name, long number) {
    return put(name, Value.Num.of(number));
  }

  /// Adds a number.
  public Members put(String name, double number) {
    return put(name, new Value.Num(Double.toString(number)));
  }

  /// Adds true or false.
  public Members put(String name, boolean truth) {
    return put(name, new Value.Bool(truth));
  }

  /// Adds an array of strings.
  public Members put(String name, List<String> texts) {
    List<Value> items = new ArrayList<>(texts.size());
    texts.forEach(text -> items.add(new Value.Text(text)));
    return put(name, new Value.Arr(items));
  }

  /// The object.
  public Value.Obj end() {
    return new Value.Obj(members);
  }
}
