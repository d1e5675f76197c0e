package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.context.Value.Arr;
import dev.aether.context.Value.Bool;
import dev.aether.context.Value.Null;
import dev.aether.context.Value.Num;
import dev.aether.context.Value.Obj;
import dev.aether.context.Value.Text;
import dev.aether.context.ValuePath;
import dev.aether.llm.ReturnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes up values of an asked-for shape: the same for the same shape and words. Of JSON Schema it
/// knows what people write for models; a schema that it does not satisfy (a `pattern`, say) shows
/// when the answer is checked.
final class SampleValues {
  private static final int DEEPEST = 20;

  private final Value root;
  private final String words;

  /// @param words what strings are made of
  private SampleValues(Value root, String words) {
    this.root = root;
    this.words = words;
  }

  /// A value that satisfies the schema.
  static Value of(Obj schema, String words) {
    return new SampleValues(schema, words).make(schema, 0);
  }

  /// A value of the type.
  static Value of(ReturnType type, String words) {
    return switch (type) {
      case ReturnType.AnyText _, ReturnType.Named _ -> new Text(words);
      case ReturnType.Whole _ -> Num.of(1);
      case ReturnType.Decimal _ -> new Num("0.5");
      case ReturnType.Truth _ -> new Bool(true);
      case ReturnType.ListOf(var item) -> new Arr(List.of(of(item, words)));
      case ReturnType.MapOf(ReturnType.Whole _, var value) ->
          new Obj(Map.of("1", of(value, words)));
      case ReturnType.MapOf(_, var value) -> new Obj(Map.of("key", of(value, words)));
      case ReturnType.Maybe(var inner) -> of(inner, words);
    };
  }

  private Value make(Value schema, int depth) {
    if (!(schema instanceof Obj(var keywords)) || depth > DEEPEST) {
      return Null.NULL;
    }
    if (keywords.get("$ref") instanceof Text(var reference)) {
      return referred(reference).map(target -> make(target, depth + 1)).orElse(Null.NULL);
    }
    if (keywords.containsKey("const")) {
      return keywords.getOrDefault("const", Null.NULL);
    }
    if (keywords.get("enum") instanceof Arr(var choices) && !choices.isEmpty()) {
      return choices.getFirst();
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (keywords.get(choice) instanceof Arr(var options) && !options.isEmpty()) {
        return make(merged(keywords, List.of(options.getFirst()), choice), depth + 1);
      }
    }
    if (keywords.get("allOf") instanceof Arr(var parts)) {
      return make(merged(keywords, parts, "allOf"), depth + 1);
    }
    return switch (type(keywords)) {
      case "object" -> object(keywords, depth);
      case "array" -> array(keywords, depth);
      case "integer" -> number(keywords, BigDecimal.ONE);
      case "number" -> number(keywords, new BigDecimal("0.5"));
      case "boolean" -> new Bool(true);
      case "null" -> Null.NULL;
      default -> new Text(text(keywords));
    };
  }

  private static String type(Map<String, Value> keywords) {
    return switch (keywords.get("type")) {
      case Text(var type) -> type;
      case Arr(var types) when !types.isEmpty() -> types.getFirst().asText();
      case null, default -> keywords.containsKey("properties") ? "object" : "string";
    };
  }

  private Optional<Value> referred(String reference) {
    if (reference.equals("#")) {
      return Optional.of(root);
    }
    return reference.startsWith("#/")
            && new ValuePath(Arrays.asList(reference.substring(2).split("/", -1))).in(root)
                instanceof ValuePath.Found(var found)
        ? Optional.of(found)
        : Optional.empty();
  }

  /// The schema with parts of it laid on top; the members of objects are laid together.
  private static Obj merged(Map<String, Value> keywords, List<Value> parts, String without) {
    Map<String, Value> merged = new LinkedHashMap<>(keywords);
    merged.remove(without);
    for (Value part : parts) {
      if (part instanceof Obj(var more)) {
        more.forEach((name, value) ->
            merged.merge(
                name,
                value,
                (old, over) ->
                    old instanceof Obj below && over instanceof Obj above
                        ? below.overlaidWith(above)
                        : together(old, over)));
      }
    }
    return new Obj(merged);
  }

  private static Value together(Value old, Value over) {
    if (old instanceof Arr(var some) && over instanceof Arr(var more)) {
      List<Value> all = new ArrayList<>(some);
      all.addAll(more);
      return new Arr(all);
    }
    return over;
  }

  private Value object(Map<String, Value> keywords, int depth) {
    Map<String, Value> properties =
        keywords.get("properties") instanceof Obj(var named) ? named : Map.of();
    Map<String, Value> members = new LinkedHashMap<>();
    boolean deep = depth > DEEPEST / 2; // a schema that contains itself has to end somewhere
    List<Value> required = keywords.get("required") instanceof Arr(var names) ? names : List.of();
    properties.forEach((name, schema) -> {
      if (!deep || required.contains(new Text(name))) {
        members.put(name, make(schema, depth + 1));
      }
    });
    for (Value name : required) {
      members.computeIfAbsent(name.asText(), _ -> new Text(words));
    }
    return new Obj(members);
  }

  private Value array(Map<String, Value> keywords, int depth) {
    int size = keywords.get("minItems") instanceof Num least ? (int) least.asDouble() : 1;
    if (depth > DEEPEST / 2 && !keywords.containsKey("minItems")) {
      return new Arr(List.of());
    }
    Value item = make(keywords.getOrDefault("items", Obj.EMPTY), depth + 1);
    return new Arr(Collections.nCopies(Math.clamp(size, 0, 100), item));
  }

  private static Value number(Map<String, Value> keywords, BigDecimal usual) {
    BigDecimal number = usual;
    if (keywords.get("maximum") instanceof Num(var most)) {
      number = number.min(new BigDecimal(most));
    }
    if (keywords.get("exclusiveMaximum") instanceof Num(var bound)) {
      number = number.min(new BigDecimal(bound).subtract(usual));
    }
    if (keywords.get("minimum") instanceof Num(var least)) {
      number = number.max(new BigDecimal(least));
    }
    if (keywords.get("exclusiveMinimum") instanceof Num(var bound)) {
      number = number.max(new BigDecimal(bound).add(usual));
    }
    if (keywords.get("multipleOf") instanceof Num(var step) && new BigDecimal(step).signum() > 0) {
      BigDecimal size = new BigDecimal(step);
      number = number.divide(size, 0, RoundingMode.CEILING).multiply(size);
    }
    return new Num(number.toPlainString());
  }

  private String text(Map<String, Value> keywords) {
    if (keywords.get("format") instanceof Text(var format)) {
      switch (format) {
        case "date-time" -> {
          return "2026-01-31T12:00:00Z";
        }
        case "date" -> {
          return "2026-01-31";
        }
        case "time" -> {
          return "12:00:00Z";
        }
        case "email" -> {
          return "someone@example.com";
        }
        case "uri" -> {
          return "https://example.com/";
        }
        case "uuid" -> {
          return "00000000-0000-4000-8000-000000000000";
        }
        default -> {} // any text will do
      }
    }
    int least = keywords.get("minLength") instanceof Num n ? (int) n.asDouble() : 0;
    int most = keywords.get("maxLength") instanceof Num n ? (int) n.asDouble() : Integer.MAX_VALUE;
    String text = words + ".".repeat(Math.clamp(least - words.length(), 0, 10_000));
    int length = text.codePointCount(0, text.length());
    return length <= most ? text : text.substring(0, text.offsetByCodePoints(0, Math.max(0, most)));
  }
}
