package dev.aether.json;

import dev.aether.context.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The members of an object. What is not as it should be is an [IllegalArgumentException].
record Fields(Value.Obj object) {
  Fields(Value value) {
    this(
        switch (value) {
          case Value.Obj obj -> obj;
          case Value other -> throw not("an object", other);
        });
  }

  Optional<Value> optional(String name) {
    return Optional.ofNullable(object.members().get(name));
  }

  Value required(String name) {
    return optional(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  String text(String name) {
    return text(required(name));
  }

  static String text(Value value) {
    return switch (value) {
      case Value.Text(var text) -> text;
      case Value other -> throw not("a string", other);
    };
  }

  List<String> texts(String name) {
    return switch (optional(name).orElse(new Value.Arr(List.of()))) {
      case Value.Arr(var items) -> items.stream().map(Fields::text).toList();
      case Value other -> throw not("an array", other);
    };
  }

  int count(String name) {
    return switch (optional(name).orElse(Value.Num.of(0))) {
      case Value.Num(var literal) -> Integer.parseInt(literal);
      case Value other -> throw not("a number", other);
    };
  }

  double number(String name) {
    return switch (required(name)) {
      case Value.Num number -> number.asDouble();
      case Value other -> throw not("a number", other);
    };
  }

  boolean truth(String name) {
    return switch (optional(name).orElse(new Value.Bool(false))) {
      case Value.Bool(var truth) -> truth;
      case Value other -> throw not("true or false", other);
    };
  }

  private static IllegalArgumentException not(String expected, Value value) {
    return new IllegalArgumentException("%s, not %s".formatted(value.kind(), expected));
  }

  long number64(String name) {
    return switch (required(name)) {
      case Value.Num(var literal) -> Long.parseLong(literal);
      case Value other -> throw not("a number", other);
    };
  }

  Duration nanos(String name) {
    return Duration.ofNanos(number64(name));
  }

  Optional<String> textIfAny(String name) {
    return optional(name).map(Fields::text);
  }

  List<Value> items(String name) {
    return switch (optional(name).orElse(new Value.Arr(List.of()))) {
      case Value.Arr(var items) -> items;
      case Value other -> throw not("an array", other);
    };
  }
}
