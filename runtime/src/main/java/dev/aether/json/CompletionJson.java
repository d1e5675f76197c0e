package dev.aether.json;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.llm.Cost;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.Match;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A model's answer as a value and back, whole, for whoever keeps answers outside this process.
///
/// What reads as usual is left out: an answer has about a dozen members, most of them empty.
public final class CompletionJson {
  private CompletionJson() {}

  /// The answer as an object.
  public static Value.Obj of(Completion answer) {
    var members =
        new Members()
            .put("text", answer.text())
            .put("usage", usage(answer.usage()))
            .put("finish", answer.finish().name())
            .put("source", answer.source().name())
            .put("provider", answer.provider())
            .put("model", answer.model())
            .put("response_id", answer.responseId());
    answer.value().ifPresent(value -> members.put("value", value));
    answer.cost().ifPresent(cost -> members.put("cost", cost(cost)));
    if (!answer.warnings().isEmpty()) {
      members.put("warnings", answer.warnings());
    }
    if (answer.repaired()) {
      members.put("repaired", true);
    }
    if (!answer.wasted().equals(Spent.NOTHING)) {
      members.put("wasted", spent(answer.wasted()));
    }
    answer.match().ifPresent(match -> members.put("match", match(match)));
    return members.end();
  }

  /// The answer that an object stands for.
  ///
  /// @return empty if it stands for none
  public static Optional<Completion> read(Value value) {
    try {
      var in = new Fields(value);
      return Optional.of(
          new Completion(
              in.text("text"),
              in.optional("value"),
              usage(in.required("usage")),
              in.optional("cost").map(CompletionJson::cost),
              Finish.valueOf(in.text("finish")),
              Source.valueOf(in.text("source")),
              in.text("provider"),
              in.text("model"),
              in.optional("response_id").map(Fields::text),
              in.texts("warnings"),
              in.truth("repaired"),
              in.optional("wasted").map(CompletionJson::spent).orElse(Spent.NOTHING),
              in.optional("match").map(CompletionJson::match)));
    } catch (IllegalArgumentException | DateTimeException otherwise) {
      return Optional.empty();
    }
  }

  private static Value usage(Usage usage) {
    var members = new Members().put("input", usage.input()).put("output", usage.output());
    putCount(members, "cache_read", usage.cacheRead());
    putCount(members, "cache_write", usage.cacheWrite());
    putCount(members, "reasoning", usage.reasoning());
    return (usage.estimated() ? members.put("estimated", true) : members).end();
  }

  private static void putCount(Members members, String name, int count) {
    if (count != 0) {
      members.put(name, count);
    }
  }

  private static Usage usage(Value value) {
    var in = new Fields(value);
    return new Usage(
        in.count("input"),
        in.count("cache_read"),
        in.count("cache_write"),
        in.count("output"),
        in.count("reasoning"),
        in.truth("estimated"));
  }

  private static Value cost(Cost cost) {
    return new Members()
        .put("amount", cost.amount().toPlainString())
        .put("saved", cost.saved().toPlainString())
        .put("currency", cost.currency())
        .end();
  }

  private static Cost cost(Value value) {
    var in = new Fields(value);
    return new Cost(
        new BigDecimal(in.text("amount")), new BigDecimal(in.text("saved")), in.text("currency"));
  }

  private static Value spent(Spent spent) {
    var members = new Members().put("usage", usage(spent.usage()));
    spent.cost().ifPresent(cost -> members.put("cost", cost(cost)));
    return members.end();
  }

  private static Spent spent(Value value) {
    var in = new Fields(value);
    return new Spent(usage(in.required("usage")), in.optional("cost").map(CompletionJson::cost));
  }

  private static Value match(Match match) {
    return new Members()
        .put("entry_id", match.entryId())
        .put("similarity", match.similarity())
        .put("probability", match.probability())
        .put("age", match.age().toString())
        .end();
  }

  private static Match match(Value value) {
    var in = new Fields(value);
    return new Match(
        in.text("entry_id"),
        in.number("similarity"),
        in.number("probability"),
        Duration.parse(in.text("age")));
  }

  /// The members of an object. What is not as it should be is an [IllegalArgumentException].
  private record Fields(Value.Obj object) {
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
  }
}
