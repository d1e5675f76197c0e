package dev.aether.llm;

import dev.aether.context.Value;
import dev.aether.context.Value.Arr;
import dev.aether.context.Value.Bool;
import dev.aether.context.Value.Null;
import dev.aether.context.Value.Num;
import dev.aether.context.Value.Obj;
import dev.aether.context.Value.Text;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// The type of a node's answer, as flows name it: `string`, `int`, `float`, `bool`, `list<T>`,
/// `map<K,V>`, `optional<T>`. Any other name is a type that the flow's author knows and we do not.
public sealed interface ReturnType {

  /// Any text.
  record AnyText() implements ReturnType {}

  /// A whole number.
  record Whole() implements ReturnType {}

  /// A number.
  record Decimal() implements ReturnType {}

  /// `true` or `false`.
  record Truth() implements ReturnType {}

  /// A JSON array.
  record ListOf(ReturnType item) implements ReturnType {}

  /// A JSON object; its keys are text that denotes the key's type.
  record MapOf(ReturnType key, ReturnType value) implements ReturnType {}

  /// A value, or nothing.
  record Maybe(ReturnType inner) implements ReturnType {}

  /// An enum or struct of the author's.
  record Named(String name) implements ReturnType {}

  /// The type that the text denotes.
  static ReturnType of(String text) {
    String word = text.strip();
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "string", "str", "text" -> new AnyText();
      case "int", "integer" -> new Whole();
      case "float", "double", "number" -> new Decimal();
      case "bool", "boolean" -> new Truth();
      default -> generic(word);
    };
  }

  private static ReturnType generic(String word) {
    int open = word.indexOf('<');
    if (open < 0 || !word.endsWith(">")) {
      return new Named(word);
    }
    String arguments = word.substring(open + 1, word.length() - 1);
    return switch (word.substring(0, open).strip().toLowerCase(Locale.ROOT)) {
      case "list", "array" -> new ListOf(of(arguments));
      case "optional", "option" -> new Maybe(of(arguments));
      case "map", "dict" -> {
        int comma = topLevelComma(arguments);
        yield comma < 0
            ? new Named(word)
            : new MapOf(of(arguments.substring(0, comma)), of(arguments.substring(comma + 1)));
      }
      default -> new Named(word);
    };
  }

  private static int topLevelComma(String arguments) {
    int depth = 0;
    for (int i = 0; i < arguments.length(); i++) {
      switch (arguments.charAt(i)) {
        case '<' -> depth++;
        case '>' -> depth--;
        case ',' -> {
          if (depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  /// Whether an answer can be held against this type at all, and is more than text.
  default boolean checkable() {
    return switch (this) {
      case AnyText _, Named _ -> false;
      case Maybe(var inner) -> inner.checkable();
      case Whole _, Decimal _, Truth _, ListOf _, MapOf _ -> true;
    };
  }

  /// The value of this type that a plain text denotes where JSON would be something else: `yes` is
  /// no JSON, and `True` is none either.
  default Optional<Value> fromText(String text) {
    String word = text.strip();
    return switch (this) {
      case Truth _ ->
          switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(new Bool(true));
            case "false" -> Optional.of(new Bool(false));
            default -> Optional.empty();
          };
      case Maybe(var inner) ->
          word.isEmpty() || word.equalsIgnoreCase("null") || word.equalsIgnoreCase("none")
              ? Optional.of(Null.NULL)
              : inner.fromText(text);
      case AnyText _ -> Optional.of(new Text(text));
      case Whole _, Decimal _, ListOf _, MapOf _, Named _ -> Optional.empty();
    };
  }

  /// In what a value is not of this type; empty if it is.
  ///
  /// @param place where the value is, for the message
  default Optional<String> violation(Value value, String place) {
    return switch (this) {
      case Named _ -> Optional.empty();
      case AnyText _ -> value instanceof Text ? Optional.empty() : wrong(place, value);
      case Truth _ -> value instanceof Bool ? Optional.empty() : wrong(place, value);
      case Decimal _ -> value instanceof Num ? Optional.empty() : wrong(place, value);
      case Whole _ ->
          value instanceof Num number && number.asDouble() == Math.rint(number.asDouble())
              ? Optional.empty()
              : wrong(place, value);
      case Maybe(var inner) ->
          value instanceof Null ? Optional.empty() : inner.violation(value, place);
      case ListOf(var item) ->
          value instanceof Arr(var items)
              ? first(items.size(), i -> item.violation(items.get(i), place + "[" + i + "]"))
              : wrong(place, value);
      case MapOf(var key, var each) ->
          value instanceof Obj(var members)
              ? entries(members, key, each, place)
              : wrong(place, value);
    };
  }

  private static Optional<String> entries(
      Map<String, Value> members, ReturnType key, ReturnType each, String place) {
    for (Map.Entry<String, Value> member : members.entrySet()) {
      if (key instanceof Whole && !member.getKey().matches("-?\\d+")) {
        return Optional.of(place + " must have whole numbers for keys");
      }
      Optional<String> wrong = each.violation(member.getValue(), place + "." + member.getKey());
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> first(int count, IntFunction<Optional<String>> violations) {
    for (int i = 0; i < count; i++) {
      Optional<String> violation = violations.apply(i);
      if (violation.isPresent()) {
        return violation;
      }
    }
    return Optional.empty();
  }

  private Optional<String> wrong(String place, Value value) {
    return Optional.of("%s must be %s, found %s".formatted(place, phrase(), value.kind()));
  }

  /// What people and models call the type.
  default String phrase() {
    return switch (this) {
      case AnyText _ -> "a string";
      case Whole _ -> "a whole number";
      case Decimal _ -> "a number";
      case Truth _ -> "true or false";
      case ListOf(var item) -> "a JSON array, each item of it " + item.phrase();
      case MapOf(_, var value) -> "a JSON object, each value of it " + value.phrase();
      case Maybe(var inner) -> inner.phrase() + " or null";
      case Named(var name) -> "of type " + name;
    };
  }
}
