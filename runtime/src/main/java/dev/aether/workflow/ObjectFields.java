package dev.aether.workflow;

import dev.aether.context.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The members of one JSON object, taken out by name and type. Whatever does not fit becomes a
/// [Defect] with its pointer, and reading goes on as if it were absent; null is absence. Members
/// that nobody asked for are unknown.
public final class ObjectFields {
  private final Map<String, Value> members;
  private final String pointer;
  private final Findings findings;
  private final boolean isObject;
  private final List<String> known = new ArrayList<>(); // of the members there are

  /// What reading found so far. Not for more than one thread.
  public record Findings(List<Defect> defects, List<String> unknownPointers) {
    /// Nothing yet.
    public Findings() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private ObjectFields(
      Map<String, Value> members, boolean isObject, String pointer, Findings findings) {
    this.members = members;
    this.isObject = isObject;
    this.pointer = pointer;
    this.findings = findings;
  }

  /// Any value as an object; one that is none is a defect and has no members.
  public static ObjectFields of(Value value, String pointer, Findings findings) {
    if (value instanceof Value.Obj(var members)) {
      return new ObjectFields(members, true, pointer, findings);
    }
    var none = new ObjectFields(Map.of(), false, pointer, findings);
    none.wrong(pointer, "an object", value);
    return none;
  }

  /// Where the object stands.
  public String pointer() {
    return pointer;
  }

  /// Where a member stands.
  public String at(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /// Whether there is such a member, other than null.
  public boolean has(String name) {
    return present(name) != null;
  }

  private @Nullable Value present(String name) {
    Value value = members.get(name);
    if (value != null) {
      known.add(name);
    }
    return value instanceof Value.Null ? null : value;
  }

  /// A member of any type.
  public Optional<Value> value(String name) {
    return Optional.ofNullable(present(name));
  }

  /// Whether this is an object without that member. What is no object at all has its defect
  /// already.
  boolean lacks(String name) {
    return !has(name) && isObject;
  }

  /// A member that is an object.
  public Optional<ObjectFields> object(String name) {
    Value value = present(name);
    return value == null ? Optional.empty() : Optional.of(of(value, at(name), findings));
  }

  /// A member that is a string.
  public Optional<String> string(String name) {
    return switch (present(name)) {
      case null -> Optional.empty();
      case Value.Text(var text) -> Optional.of(text);
      case Value other -> {
        wrong(at(name), "a string", other);
        yield Optional.empty();
      }
    };
  }

  /// A member that is true or false.
  public boolean bool(String name, boolean otherwise) {
    return switch (present(name)) {
      case null -> otherwise;
      case Value.Bool(var truth) -> truth;
      case Value other -> {
        wrong(at(name), "true or false", other);
        yield otherwise;
      }
    };
  }

  /// A member that is a whole number of at least `min`.
  public OptionalInt integer(String name, int min) {
    return switch (present(name)) {
      case null -> OptionalInt.empty();
      case Value.Num(var literal) when whole(literal) && fits(literal, min) ->
          OptionalInt.of((int) Double.parseDouble(literal));
      case Value other -> {
        wrong(at(name), "a whole number from %d to %d".formatted(min, Integer.MAX_VALUE), other);
        yield OptionalInt.empty();
      }
    };
  }

  private static boolean whole(String literal) {
    double number = Double.parseDouble(literal);
    return number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE;
  }

  private static boolean fits(String literal, int min) {
    return Double.parseDouble(literal) >= min;
  }

  /// A member that is a number within the bounds.
  public OptionalDouble number(String name, double min, double max) {
    return switch (present(name)) {
      case null -> OptionalDouble.empty();
      case Value.Num number when number.asDouble() >= min && number.asDouble() <= max ->
          OptionalDouble.of(number.asDouble());
      case Value other -> {
        wrong(
            at(name),
            max == Double.MAX_VALUE
                ? "a number of at least %s".formatted(min)
                : "a number from %s to %s".formatted(min, max),
            other);
        yield OptionalDouble.empty();
      }
    };
  }

  /// A member that is a duration in whole milliseconds.
  public Optional<Duration> millis(String name, int min) {
    OptionalInt millis = integer(name, min);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsInt()))
        : Optional.empty();
  }

  /// One of the named values.
  public <T> Optional<T> oneOf(String name, Map<String, T> allowed) {
    Optional<String> word = string(name);
    if (word.isPresent() && !allowed.containsKey(word.get())) {
      findings.defects.add(
          new Defect.InvalidValue(
              at(name),
              "'%s' is not one of %s"
                  .formatted(
                      abbreviated(word.get()),
                      allowed.keySet().stream().sorted().collect(Collectors.joining(", ")))));
      return Optional.empty();
    }
    return word.flatMap(known -> Optional.ofNullable(allowed.get(known)));
  }

  /// The named values of an enum whose constants are written in lower case in the document.
  public static <E extends Enum<E>> Map<String, E> words(Class<E> type) {
    return Stream.of(type.getEnumConstants())
        .collect(Collectors.toUnmodifiableMap(e -> e.name().toLowerCase(Locale.ROOT), e -> e));
  }

  /// A member that is an array of strings.
  public Optional<List<String>> strings(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    List<String> strings = new ArrayList<>();
    eachItem(
        name,
        (_, place, item) -> {
          if (item instanceof Value.Text(var text)) {
            strings.add(text);
          } else {
            wrong(place, "a string", item);
          }
        });
    return Optional.of(strings);
  }

  /// Takes an item of an array.
  @FunctionalInterface
  public interface Items {
    /// Takes one.
    ///
    /// @param pointer where it stands
    void accept(int index, String pointer, Value item);
  }

  /// Calls back for each item of an array.
  public void eachItem(String name, Items taker) {
    switch (present(name)) {
      case null -> {}
      case Value.Arr(var items) -> {
        String place = at(name) + "/";
        for (int i = 0; i < items.size(); i++) {
          taker.accept(i, place + i, items.get(i));
        }
      }
      case Value other -> wrong(at(name), "an array", other);
    }
  }

  /// The members of an object whose values are strings.
  public Map<String, String> stringMap(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    object(name)
        .ifPresent(fields -> {
          for (String key : fields.members.keySet()) {
            fields.string(key).ifPresent(text -> map.put(key, text));
          }
        });
    return map;
  }

  /// Notes every member that was not asked for. Called once, after all others.
  public void end(String... ignored) {
    for (String name : members.keySet()) {
      if (!known.contains(name) && !Arrays.asList(ignored).contains(name)) {
        findings.unknownPointers.add(at(name));
      }
    }
  }

  private void wrong(String place, String expected, Value found) {
    String shown =
        switch (found) {
          case Value.Num(var literal) -> abbreviated(literal);
          case Value.Text(var text) -> "the string '" + abbreviated(text) + "'";
          case Value.Null _, Value.Bool _, Value.Arr _, Value.Obj _ -> found.kind();
        };
    findings.defects.add(
        new Defect.InvalidValue(place, "expected %s, found %s".formatted(expected, shown)));
  }

  private static String abbreviated(String text) {
    return text.length() <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, 50)) + "…";
  }
}
