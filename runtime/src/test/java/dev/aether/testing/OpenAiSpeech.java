package dev.aether.testing;

import static dev.aether.testing.Speech.object;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.testing.Behaviour.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// OpenAI's side of the stand-in.
final class OpenAiSpeech implements Speech {
  private static final String ID = "chatcmpl-standin";

  @Override
  public Optional<Behaviour> complaint(SeenRequest request) {
    Map<String, Value> body = request.body().members();
    String model = body.get("model") instanceof Value.Text(var name) ? name : "";
    boolean reasons = model.startsWith("o1") || model.startsWith("o3") || model.startsWith("o4");
    if (!request.headers().getOrDefault("authorization", "").startsWith("Bearer sk-")) {
      return Optional.of(Behaviour.fail(401, "invalid_request_error").saying("invalid_api_key"));
    }
    if (model.isEmpty() || !(body.get("messages") instanceof Value.Arr)) {
      return Optional.of(Behaviour.fail(400, "invalid_request_error"));
    }
    if (reasons && (body.containsKey("temperature") || body.containsKey("max_tokens"))) {
      return Optional.of(
          Behaviour.fail(400, "invalid_request_error").saying("unsupported_parameter"));
    }
    if (body.containsKey("stream_options") && !request.streaming()) {
      return Optional.of(Behaviour.fail(400, "invalid_request_error"));
    }
    return Optional.empty();
  }

  @Override
  public int limit(SeenRequest request) {
    Map<String, Value> body = request.body().members();
    return body.getOrDefault("max_completion_tokens", body.get("max_tokens"))
            instanceof Value.Num number
        ? (int) number.asDouble()
        : Integer.MAX_VALUE;
  }

  @Override
  public PrefixLedger.Bill bill(SeenRequest request, PrefixLedger ledger) {
    return ledger.byItself(request);
  }

  @Override
  public String requestIdHeader() {
    return "x-request-id";
  }

  private static String finish(Answer answer) {
    return switch (answer.behaviour().stop()) {
      case DONE, REFUSAL -> answer.cut() ? "length" : "stop";
      case FILTER -> "content_filter";
      case WINDOW -> "length";
      case STRANGE -> "eclipse";
    };
  }

  private static Value.Obj usage(Answer answer) {
    return object(
        "prompt_tokens",
        answer.bill().input(),
        "completion_tokens",
        answer.output(),
        "total_tokens",
        answer.bill().input() + answer.output(),
        "prompt_tokens_details",
        object("cached_tokens", answer.bill().read()),
        "completion_tokens_details",
        object("reasoning_tokens", answer.behaviour().reasoningTokens()));
  }

  @Override
  public String whole(Answer answer) {
    boolean refused = answer.behaviour().stop() == Stop.REFUSAL;
    Value.Obj message =
        object(
            "role",
            "assistant",
            "content",
            refused ? Value.Null.NULL : answer.text(),
            "refusal",
            refused ? answer.text() : Value.Null.NULL);
    return CompactJson.of(
        object(
            "id",
            ID,
            "object",
            "chat.completion",
            "choices",
            List.of(object("index", 0, "message", message, "finish_reason", finish(answer))),
            "usage",
            usage(answer)));
  }

  @Override
  public List<String> frames(Answer answer) {
    List<String> frames = new ArrayList<>();
    frames.add(chunk(object("role", "assistant", "content", ""), Value.Null.NULL));
    String where = answer.behaviour().stop() == Stop.REFUSAL ? "refusal" : "content";
    for (String piece : Speech.pieces(answer.text())) {
      frames.add(chunk(object(where, piece), Value.Null.NULL));
    }
    frames.add(chunk(Value.Obj.EMPTY, new Value.Text(finish(answer))));
    if (counts(answer)) {
      frames.add(data(object("id", ID, "choices", List.of(), "usage", usage(answer))));
    }
    frames.add("data: [DONE]\n\n");
    return frames;
  }

  private static boolean counts(Answer answer) {
    return answer.behaviour().countsStream()
        && answer.request().body().members().containsKey("stream_options");
  }

  @Override
  public int closingFrames(Answer answer) {
    return counts(answer) ? 2 : 1;
  }

  private static String chunk(Value.Obj delta, Value finish) {
    return data(
        object(
            "id",
            ID,
            "object",
            "chat.completion.chunk",
            "choices",
            List.of(object("index", 0, "delta", delta, "finish_reason", finish))));
  }

  private static String data(Value.Obj value) {
    return "data: " + CompactJson.of(value) + "\n\n";
  }

  @Override
  public String errorEvent() {
    return data(
        object("error", object("message", "The server had an error", "type", "server_error")));
  }

  @Override
  public String error(Behaviour behaviour, String message) {
    return CompactJson.of(
        object(
            "error",
            object(
                "message",
                message,
                "type",
                behaviour.errorType(),
                "param",
                Value.Null.NULL,
                "code",
                behaviour.text().orElse(behaviour.errorType()))));
  }
}
