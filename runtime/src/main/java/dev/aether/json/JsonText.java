package dev.aether.json;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// JSON text to values and back. Safe for use by many threads.
public final class JsonText implements ValueParser {
  /// Deepest nesting that a document may have. Real documents have a dozen levels.
  public static final int MAX_DEPTH = 200;

  /// Reads and writes with the usual limits.
  public static final JsonText JSON = new JsonText(factory());

  private final TokenStreamFactory factory;

  /// For another text format that Jackson reads to the same tokens.
  JsonText(TokenStreamFactory factory) {
    this.factory = factory;
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(constraints())
        .recyclerPool(new WorkBuffers())
        .build();
  }

  static StreamReadConstraints constraints() {
    return StreamReadConstraints.builder()
        .maxNestingDepth(MAX_DEPTH)
        .maxStringLength(100_000_000)
        .build();
  }

  /// What came of reading.
  public sealed interface Parsing {}

  /// The text is one document.
  public record Parsed(Value value) implements Parsing {}

  /// The text is not one document.
  ///
  /// @param line from 1
  /// @param column from 1
  public record Malformed(int line, int column, String reason) implements Parsing {
    /// Where and why, for people.
    public String sentence() {
      return "line %d, column %d: %s".formatted(line, column, reason);
    }
  }

  /// The document is nested more deeply than [#MAX_DEPTH].
  public record TooDeep(int limit) implements Parsing {}

  /// Reads bytes in UTF-8.
  public Parsing read(byte[] utf8) {
    try (JsonParser parser = parser(utf8)) {
      return document(parser);
    } catch (JacksonException wrong) {
      return refused(wrong);
    }
  }

  JsonParser parser(byte[] utf8) {
    return factory.createParser(ObjectReadContext.empty(), utf8);
  }

  /// Reads a stream in UTF-8 to its end. A failure of the stream itself is thrown as it is.
  public Parsing read(InputStream utf8) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), utf8)) {
      return document(parser);
    } catch (JacksonIOException broken) {
      throw broken;
    } catch (JacksonException wrong) {
      return refused(wrong);
    }
  }

  /// Reads text.
  public Parsing read(String text) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      return document(parser);
    } catch (JacksonException wrong) {
      return refused(wrong);
    }
  }

  @Override
  public Optional<Value> parse(String text) {
    return read(text) instanceof Parsed(var value) ? Optional.of(value) : Optional.empty();
  }

  private static Parsing refused(JacksonException wrong) {
    if (wrong instanceof StreamConstraintsException
        && wrong.getOriginalMessage().contains("nesting depth")) {
      return new TooDeep(MAX_DEPTH);
    }
    var where = wrong.getLocation();
    return new Malformed(
        where == null ? 1 : Math.max(1, where.getLineNr()),
        where == null ? 1 : Math.max(1, where.getColumnNr()),
        reason(wrong));
  }

  /// Jackson's own words, without the parts in brackets that speak of its classes and sources.
  private static String reason(JacksonException wrong) {
    String message = wrong.getOriginalMessage();
    for (String end : List.of("\n", " (for ", " (start marker", " (code ")) {
      int at = message.indexOf(end);
      message = at < 0 ? message : message.substring(0, at);
    }
    return message.contains("tools.jackson") || message.contains("StreamReadConstraints")
        ? "not valid here"
        : message;
  }

  private static Parsing document(JsonParser parser) {
    if (parser.nextToken() == null) {
      return new Malformed(1, 1, "there is no document");
    }
    Value value = value(parser);
    if (value == null) {
      return at(parser, "half of a surrogate pair stands alone in a string");
    }
    if (parser.nextToken() != null) {
      return at(parser, "something follows the end of the document");
    }
    return new Parsed(value);
  }

  private static Malformed at(JsonParser parser, String reason) {
    var where = parser.currentTokenLocation();
    return new Malformed(Math.max(1, where.getLineNr()), Math.max(1, where.getColumnNr()), reason);
  }

  /// The value at the parser's token; null if a string in it is no Unicode text. Recursion is
  /// bounded by the parser's own limit of nesting.
  static @Nullable Value value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Value> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          Value member = value(parser);
          if (member == null || !isUnicode(name)) {
            yield null;
          }
          members.put(name, member);
        }
        yield members.isEmpty() ? Value.Obj.EMPTY : new Value.Obj(members);
      }
      case START_ARRAY -> {
        List<Value> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          Value item = value(parser);
          if (item == null) {
            yield null;
          }
          items.add(item);
        }
        yield new Value.Arr(items);
      }
      case VALUE_STRING -> {
        String text = parser.getString();
        yield isUnicode(text) ? new Value.Text(text) : null;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      default -> Value.Null.NULL;
    };
  }

  /// YAML has numbers that JSON has not, like `.inf` and `5.`: they stay text.
  private static Value number(String literal) {
    int first = literal.startsWith("-") ? 1 : 0;
    return first < literal.length()
            && isDigit(literal.charAt(first))
            && isDigit(literal.charAt(literal.length() - 1))
        ? new Value.Num(literal)
        : new Value.Text(literal);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /// Writes one document in UTF-8.
  public byte[] write(Consumer<JsonGenerator> document) {
    var bytes = new WrittenBytes();
    try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), bytes)) {
      document.accept(generator);
    }
    return bytes.all();
  }

  /// Writes a value where the generator stands.
  public static void write(JsonGenerator generator, Value value) {
    switch (value) {
      case Value.Null _ -> generator.writeNull();
      case Value.Bool(var truth) -> generator.writeBoolean(truth);
      case Value.Num(var literal) -> generator.writeNumber(literal);
      case Value.Text(var text) -> generator.writeString(text);
      case Value.Arr(var items) -> {
        generator.writeStartArray();
        items.forEach(item -> write(generator, item));
        generator.writeEndArray();
      }
      case Value.Obj(var members) -> {
        generator.writeStartObject();
        members.forEach((name, member) -> {
          generator.writeName(name);
          write(generator, member);
        });
        generator.writeEndObject();
      }
    }
  }
}
