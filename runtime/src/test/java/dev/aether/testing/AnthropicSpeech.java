package dev.aether.testing;

import static dev.aether.testing.Speech.object;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Anthropic's side of the stand-in.
final class AnthropicSpeech implements Speech {
  private static final String ID = "msg_standin";

  @Override
  public Optional<Behaviour> complaint(SeenRequest request) {
    Map<String, Value> body = request.body().members();
    String model = body.get("model") instanceof Value.Text(var name) ? name : "";
    if (!request.headers().getOrDefault("x-api-key", "").startsWith("sk-ant-")) {
      return Optional.of(Behaviour.fail(401, "authentication_error"));
    }
    if (!request.headers().getOrDefault("anthropic-version", "").equals("2023-06-01")
        || model.isEmpty()
        || !body.containsKey("max_tokens")
        || !(body.get("messages") instanceof Value.Arr)) {
      return Optional.of(Behaviour.fail(400, "invalid_request_error"));
    }
    if (model.startsWith("claude-opus-4-7") && body.containsKey("temperature")) {
      return Optional.of(Behaviour.fail(400, "invalid_request_error"));
    }
    List<SeenRequest.Part> parts = request.parts();
    boolean blank = body.get("system") instanceof Value.Arr && parts.getFirst().text().isBlank();
    if (blank || parts.stream().filter(part -> part.mark().isPresent()).count() > 4) {
      return Optional.of(Behaviour.fail(400, "invalid_request_error"));
    }
    return Optional.empty();
  }

  @Override
  public int limit(SeenRequest request) {
    return request.body().members().get("max_tokens") instanceof Value.Num number
        ? (int) number.asDouble()
        : Integer.MAX_VALUE;
  }

  @Override
  public PrefixLedger.Bill bill(SeenRequest request, PrefixLedger ledger) {
    return ledger.byMarks(request);
  }

  @Override
  public String requestIdHeader() {
    return "request-id";
  }

  private static String stop(Answer answer) {
    return switch (answer.behaviour().stop()) {
      case DONE -> answer.cut() ? "max_tokens" : "end_turn";
      case REFUSAL, FILTER -> "refusal";
      case WINDOW -> "model_context_window_exceeded";
      case STRANGE -> "eclipse";
    };
  }

  private static Value.Obj usage(Answer answer, int output) {
    return object(
        "input_tokens",
        answer.bill().input() - answer.bill().read() - answer.bill().written(),
        "cache_creation_input_tokens",
        answer.bill().written(),
        "cache_read_input_tokens",
        answer.bill().read(),
        "output_tokens",
        output);
  }

  @Override
  public String whole(Answer answer) {
    return CompactJson.of(
        object(
            "id",
            ID,
            "type",
            "message",
            "role",
            "assistant",
            "content",
            List.of(object("type", "text", "text", answer.text())),
            "stop_reason",
            stop(answer),
            "usage",
            usage(answer, answer.output())));
  }

  @Override
  public List<String> frames(Answer answer) {
    List<String> frames = new ArrayList<>();
    frames.add(
        event(
            "message_start",
            "message",
            object(
                "id", ID, "role", "assistant", "content", List.of(), "usage", usage(answer, 1))));
    frames.add(
        event(
            "content_block_start",
            "index",
            0,
            "content_block",
            object("type", "text", "text", "")));
    frames.add(event("ping"));
    for (String piece : Speech.pieces(answer.text())) {
      frames.add(
          event(
              "content_block_delta",
              "index",
              0,
              "delta",
              object("type", "text_delta", "text", piece)));
    }
    frames.add(event("content_block_stop", "index", 0));
    frames.add(event("something_new", "since", 2027));
    if (answer.behaviour().countsStream()) {
      frames.add(
          event(
              "message_delta",
              "delta",
              object("stop_reason", stop(answer)),
              "usage",
              object("output_tokens", answer.output())));
    } else {
      frames.add(event("message_delta", "delta", object("stop_reason", stop(answer))));
    }
    frames.add(event("message_stop"));
    return frames;
  }

  @Override
  public int closingFrames(Answer answer) {
    return 2;
  }

  private static String event(String type, Object... members) {
    var all = new ArrayList<Object>(List.of("type", type));
    all.addAll(List.of(members));
    return "event: " + type + "\ndata: " + CompactJson.of(object(all.toArray())) + "\n\n";
  }

  @Override
  public String errorEvent() {
    return event("error", "error", object("type", "overloaded_error", "message", "Overloaded"));
  }

  @Override
  public String error(Behaviour behaviour, String message) {
    return CompactJson.of(
        object(
            "type",
            "error",
            "error",
            object("type", behaviour.errorType(), "message", message),
            "request_id",
            "req_standin"));
  }
}
