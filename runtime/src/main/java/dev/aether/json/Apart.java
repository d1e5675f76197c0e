package dev.aether.json;

import dev.aether.context.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A document, and apart from it what was made of the text of one of its members: for a member that
/// comes again and again and is dear to read.
public record Apart<T>(Value.Obj rest, T member) {

  /// Reads bytes in UTF-8. Nothing, if the member is no object, nothing is made of it, or the
  /// document is none: then it is to be read whole.
  ///
  /// @param made of the member as it is written, which may be no JSON
  public static <T> Optional<Apart<T>> read(
      byte[] utf8, String member, Function<byte[], Optional<T>> made) {
    try (JsonParser parser = JsonText.JSON.parser(utf8)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Map<String, Value> rest = new LinkedHashMap<>();
      Optional<T> apart = Optional.empty();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals(member)) {
          apart = objectText(parser, utf8).flatMap(made);
          if (apart.isEmpty()) {
            return Optional.empty();
          }
          continue;
        }
        Value value = JsonText.value(parser);
        if (value == null || !JsonText.isUnicode(name)) {
          return Optional.empty();
        }
        rest.put(name, value);
      }
      return parser.nextToken() == null
          ? apart.map(it -> new Apart<>(new Value.Obj(rest), it))
          : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> objectText(JsonParser parser, byte[] utf8) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    int to = (int) parser.currentLocation().getByteOffset();
    return from >= 0 && to <= utf8.length && utf8[from] == '{' && utf8[to - 1] == '}'
        ? Optional.of(Arrays.copyOfRange(utf8, from, to))
        : Optional.empty(); // another encoding than UTF-8
  }
}
