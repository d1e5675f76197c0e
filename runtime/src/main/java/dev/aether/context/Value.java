package dev.aether.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value: what contexts, documents and structured outputs are made of.
///
/// Immutable, and compared by content. Objects keep the order of their members, so that whatever is
/// rendered from them is the same in every process.
public sealed interface Value {

  /// The absence of a value, stated.
  record Null() implements Value {
    /// JSON `null`.
    public static final Null NULL = new Null();
  }

  /// `true` or `false`.
  record Bool(boolean value) implements Value {}

  /// A number, kept as it was written: `1.10` stays `1.10`, and no digit of a long id is lost.
  ///
  /// @param literal a number in JSON's grammar
  record Num(String literal) implements Value {
    /// The nearest double.
    public double asDouble() {
      return Double.parseDouble(literal);
    }

    /// A whole number as it is written in JSON.
    public static Num of(long number) {
      return new Num(Long.toString(number));
    }
  }

  /// A string.
  record Text(String text) implements Value {}

  /// An array.
  record Arr(List<Value> items) implements Value {
    /// Copies the list.
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// An object.
  record Obj(Map<String, Value> members) implements Value {
    /// An object without members.
    public static final Obj EMPTY = new Obj(Map.of());

    /// Copies the map and keeps its order.
    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /// The members of `over` laid on top of these; a member that both have is taken from `over`.
    public Obj overlaidWith(Obj over) {
      if (members.isEmpty()) {
        return over;
      }
      if (over.members.isEmpty()) {
        return this;
      }
      Map<String, Value> merged = new LinkedHashMap<>(members);
      merged.putAll(over.members);
      return new Obj(merged);
    }
  }

  /// What people call this kind of value in a message.
  default String kind() {
    return switch (this) {
      case Null _ -> "null";
      case Bool _ -> "a boolean";
      case Num _ -> "a number";
      case Text _ -> "a string";
      case Arr _ -> "an array";
      case Obj _ -> "an object";
    };
  }

  /// The value as it goes into a prompt: strings as they are, null as nothing, all else as compact
  /// JSON.
  default String asText() {
    return switch (this) {
      case Text(var text) -> text;
      case Null _ -> "";
      case Bool _, Num _, Arr _, Obj _ -> CompactJson.of(this);
    };
  }
}
