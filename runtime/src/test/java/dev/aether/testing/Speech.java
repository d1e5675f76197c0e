package dev.aether.testing;

import dev.aether.context.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How one vendor words what [VendorStandIn] has to say.
interface Speech {

  /// What the model has to say, with the bill.
  ///
  /// @param text already cut to the limit
  /// @param cut whether it was
  record Answer(
      SeenRequest request,
      String text,
      boolean cut,
      Behaviour behaviour,
      int input,
      int cacheRead,
      int cacheWrite,
      int output) {}

  /// What is wrong with a request, if something is.
  Optional<Behaviour> complaint(SeenRequest request);

  /// The limit of the answer in tokens.
  int limit(SeenRequest request);

  /// The part of the prompt that may be cached: its text, and whether the request writes it.
  Optional<String> cacheablePrefix(SeenRequest request);

  String requestIdHeader();

  String whole(Answer answer);

  /// The frames of a stream: those before the usage, then the rest.
  List<String> frames(Answer answer);

  /// How many frames at the end carry only the accounting.
  int closingFrames(Answer answer);

  String errorEvent();

  String error(Behaviour behaviour, String message);

  /// What is spoken at a path.
  static Speech at(String path) {
    return path.endsWith("/v1/messages")
        ? new AnthropicSpeech()
        : path.endsWith("/embeddings") ? new EmbeddingSpeech() : new OpenAiSpeech();
  }

  /// Text in pieces, as models stream it.
  static List<String> pieces(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("(?<= )"));
  }

  static Value.Obj object(Object... namesAndValues) {
    var members = new java.util.LinkedHashMap<String, Value>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], value(namesAndValues[i + 1]));
    }
    return new Value.Obj(members);
  }

  private static Value value(Object of) {
    return switch (of) {
      case Value value -> value;
      case String text -> new Value.Text(text);
      case Integer number -> Value.Num.of(number);
      case Boolean truth -> new Value.Bool(truth);
      case List<?> items -> new Value.Arr(items.stream().map(Speech::value).toList());
      default -> throw new IllegalArgumentException(of.getClass().getName());
    };
  }

  static Map<String, Value> members(Value value) {
    return value instanceof Value.Obj(var members) ? members : Map.of();
  }
}
