package dev.aether.llm;

import dev.aether.context.Value;
import dev.aether.llm.ModelFacts.Parameter;
import dev.aether.llm.ModelFacts.Price;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads a [ModelTable] from a file's value. The form is described in `docs/models.md`.
public final class ModelTableReader {
  /// The resource with the models that everybody may want; JSON beside this class.
  public static final String BUILT_IN = "models.json";

  private static final Set<String> FILE = Set.of("as_of", "currency", "models");
  private static final Set<String> MODEL =
      Set.of(
          "provider",
          "model",
          "context_tokens",
          "longest_answer_tokens",
          "least_cacheable_tokens",
          "refuses",
          "prices");
  private static final Set<String> PRICE =
      Set.of("from", "above_input_tokens", "input", "output", "cache_read", "cache_write");

  private final String currency;

  private ModelTableReader(String currency) {
    this.currency = currency;
  }

  /// The file is no table.
  public static final class InvalidTable extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTable(String message) {
      super(message);
    }
  }

  /// Reads a table.
  ///
  /// @throws InvalidTable naming the place and what is wrong there
  public static ModelTable read(Value file) throws InvalidTable {
    Map<String, Value> members = object(file, "file", FILE);
    var reader = new ModelTableReader(text(members, "currency", "file").orElse("USD"));
    List<ModelFacts> models = new ArrayList<>();
    for (Value item : items(members, "models", "file")) {
      models.add(reader.model(item, "models[" + models.size() + "]"));
    }
    return ModelTable.of(models);
  }

  private ModelFacts model(Value value, String place) throws InvalidTable {
    Map<String, Value> members = object(value, place, MODEL);
    List<Price> prices = new ArrayList<>();
    for (Value item : items(members, "prices", place)) {
      prices.add(price(item, place + ".prices[" + prices.size() + "]"));
    }
    Set<Parameter> refuses = EnumSet.noneOf(Parameter.class);
    for (Value item : items(members, "refuses", place)) {
      refuses.add(parameter(item, place + ".refuses"));
    }
    return new ModelFacts(
        required(text(members, "provider", place), place, "provider"),
        required(text(members, "model", place), place, "model"),
        whole(members, "context_tokens", place),
        whole(members, "longest_answer_tokens", place),
        whole(members, "least_cacheable_tokens", place),
        refuses,
        prices);
  }

  /// A price for what is cached that is not stated is the price of other input.
  private Price price(Value value, String place) throws InvalidTable {
    Map<String, Value> members = object(value, place, PRICE);
    BigDecimal input = required(number(members, "input", place), place, "input");
    return new Price(
        date(members, place),
        whole(members, "above_input_tokens", place).orElse(0),
        input,
        required(number(members, "output", place), place, "output"),
        number(members, "cache_read", place).orElse(input),
        number(members, "cache_write", place).orElse(input),
        currency);
  }

  private static LocalDate date(Map<String, Value> members, String place) throws InvalidTable {
    String text = required(text(members, "from", place), place, "from");
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException _) {
      throw new InvalidTable(place + ".from: '" + text + "' is no date like 2026-01-31");
    }
  }

  private static Parameter parameter(Value value, String place) throws InvalidTable {
    for (Parameter parameter : Parameter.values()) {
      if (value.equals(new Value.Text(parameter.word()))) {
        return parameter;
      }
    }
    throw new InvalidTable(
        "%s: %s is not one of %s"
            .formatted(
                place,
                value.asText(),
                Arrays.stream(Parameter.values()).map(Parameter::word).toList()));
  }

  private static <T> T required(Optional<T> member, String place, String name) throws InvalidTable {
    return member.orElseThrow(() -> new InvalidTable(place + ": '" + name + "' is missing"));
  }

  private static Map<String, Value> object(Value value, String place, Set<String> known)
      throws InvalidTable {
    if (!(value instanceof Value.Obj(var members))) {
      throw new InvalidTable(place + ": expected an object, found " + value.kind());
    }
    for (String name : members.keySet()) {
      if (!known.contains(name)) {
        throw new InvalidTable(
            "%s: unknown member '%s'; known are %s"
                .formatted(place, name, known.stream().sorted().toList()));
      }
    }
    return members;
  }

  private static List<Value> items(Map<String, Value> members, String name, String place)
      throws InvalidTable {
    return switch (members.get(name)) {
      case null -> List.of();
      case Value.Arr(var items) -> items;
      case Value other -> throw wrong(place, name, "an array", other);
    };
  }

  private static Optional<String> text(Map<String, Value> members, String name, String place)
      throws InvalidTable {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case Value.Text(var text) -> Optional.of(text);
      case Value other -> throw wrong(place, name, "a string", other);
    };
  }

  private static Optional<BigDecimal> number(Map<String, Value> members, String name, String place)
      throws InvalidTable {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case Value.Num(var literal) when !literal.startsWith("-") ->
          Optional.of(new BigDecimal(literal));
      case Value other -> throw wrong(place, name, "a number of at least 0", other);
    };
  }

  private static OptionalInt whole(Map<String, Value> members, String name, String place)
      throws InvalidTable {
    Optional<BigDecimal> number = number(members, name, place);
    try {
      return number.isPresent()
          ? OptionalInt.of(number.get().intValueExact())
          : OptionalInt.empty();
    } catch (ArithmeticException _) {
      throw new InvalidTable(place + "." + name + ": expected a whole number");
    }
  }

  private static InvalidTable wrong(String place, String name, String expected, Value found) {
    return new InvalidTable(
        "%s.%s: expected %s, found %s".formatted(place, name, expected, found.kind()));
  }
}
