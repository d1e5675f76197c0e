package dev.aether.cel;

import com.google.common.primitives.UnsignedLong;
import dev.aether.context.Value;
import dev.cel.common.values.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values as CEL has them, and back.
final class CelValues {
  private CelValues() {}

  static Object toCel(Value value) {
    return switch (value) {
      case Value.Null _ -> NullValue.NULL_VALUE;
      case Value.Bool(var truth) -> truth;
      case Value.Text(var text) -> text;
      case Value.Num number -> number(number);
      case Value.Arr(var items) -> items.stream().map(CelValues::toCel).toList();
      case Value.Obj(var members) -> {
        Map<String, Object> map = LinkedHashMap.newLinkedHashMap(members.size());
        members.forEach((name, member) -> map.put(name, toCel(member)));
        yield map;
      }
    };
  }

  /// Whole numbers that fit are CEL's int, all others its double.
  private static Object number(Value.Num number) {
    try {
      return Long.parseLong(number.literal());
    } catch (NumberFormatException _) {
      return number.asDouble();
    }
  }

  /// Empty for what JSON does not have: types, timestamps, not-a-number.
  static Optional<Value> fromCel(Object result) {
    return switch (result) {
      case NullValue _ -> Optional.of(Value.Null.NULL);
      case Boolean truth -> Optional.of(new Value.Bool(truth));
      case String text -> Optional.of(new Value.Text(text));
      case Long number -> Optional.of(Value.Num.of(number));
      case UnsignedLong number -> Optional.of(new Value.Num(number.toString()));
      case Double number when Double.isFinite(number) ->
          Optional.of(new Value.Num(number.toString()));
      case List<?> list -> {
        List<Value> items = new ArrayList<>();
        for (Object item : list) {
          Optional<Value> value = fromCel(item);
          if (value.isEmpty()) {
            yield Optional.empty();
          }
          items.add(value.get());
        }
        yield Optional.of(new Value.Arr(items));
      }
      case Map<?, ?> map -> {
        Map<String, Value> members = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          Optional<Value> value = fromCel(entry.getValue());
          if (value.isEmpty()) {
            yield Optional.empty();
          }
          members.put(entry.getKey().toString(), value.get());
        }
        yield Optional.of(new Value.Obj(members));
      }
      default -> Optional.empty();
    };
  }
}
