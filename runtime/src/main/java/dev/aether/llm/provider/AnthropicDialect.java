package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.context.Value.Arr;
import dev.aether.context.Value.Bool;
import dev.aether.context.Value.Num;
import dev.aether.context.Value.Obj;
import dev.aether.context.Value.Text;
import dev.aether.context.ValuePath;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.Prefix;
import dev.aether.llm.provider.Draft.Ending;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/// Anthropic's messages.
final class AnthropicDialect implements Dialect {
  private static final ValuePath TYPE = ValuePath.dotted("type");
  private static final ValuePath TEXT = ValuePath.dotted("text");
  private static final ValuePath ID = ValuePath.dotted("id");
  private static final ValuePath CONTENT = ValuePath.dotted("content");
  private static final ValuePath STOP = ValuePath.dotted("stop_reason");
  private static final ValuePath USAGE = ValuePath.dotted("usage");
  private static final ValuePath MESSAGE = ValuePath.dotted("message");
  private static final ValuePath BLOCK_TEXT = ValuePath.dotted("content_block.text");
  private static final ValuePath DELTA_TEXT = ValuePath.dotted("delta.text");
  private static final ValuePath DELTA_STOP = ValuePath.dotted("delta.stop_reason");
  private static final ValuePath INPUT = ValuePath.dotted("input_tokens");
  private static final ValuePath CACHE_READ = ValuePath.dotted("cache_read_input_tokens");
  private static final ValuePath CACHE_WRITE = ValuePath.dotted("cache_creation_input_tokens");
  private static final ValuePath OUTPUT = ValuePath.dotted("output_tokens");

  private final ToIntFunction<String> longestAnswer;

  AnthropicDialect(ToIntFunction<String> longestAnswer) {
    this.longestAnswer = longestAnswer;
  }

  @Override
  public String operation() {
    return "/v1/messages";
  }

  @Override
  public Obj request(LlmRequest request, Prefix prefix, boolean streaming) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("model", new Text(request.model()));
    int limit =
        request.maxOutputTokens().orElseGet(() -> longestAnswer.applyAsInt(request.model()));
    members.put("max_tokens", Num.of(limit));
    request
        .systemPrompt()
        .ifPresent(system -> members.put("system", AnthropicBlocks.system(system, prefix)));
    Map<String, Value> message = new LinkedHashMap<>();
    message.put("role", new Text("user"));
    message.put("content", AnthropicBlocks.prompt(request.prompt(), prefix));
    members.put("messages", new Arr(List.of(new Obj(message))));
    if (request.temperature().isPresent()) {
      members.put("temperature", OpenAiDialect.number(request.temperature().getAsDouble()));
    }
    request
        .outputSchema()
        .ifPresent(schema -> {
          Map<String, Value> format = new LinkedHashMap<>();
          format.put("type", new Text("json_schema"));
          format.put("schema", schema);
          members.put("output_config", new Obj(Map.of("format", new Obj(format))));
        });
    if (streaming) {
      members.put("stream", new Bool(true));
    }
    return new Obj(members);
  }

  @Override
  public void whole(Value answer, Draft draft) {
    draft.id(Peek.text(answer, ID));
    for (Value block : Peek.items(answer, CONTENT)) {
      if (Peek.text(block, TYPE).filter("text"::equals).isPresent()) {
        Peek.text(block, TEXT).ifPresent(draft::say);
      }
    }
    countInput(answer, draft);
    countOutput(answer, draft);
    Peek.text(answer, STOP).ifPresent(reason -> stop(reason, draft));
  }

  @Override
  public void event(Value event, Draft draft) {
    switch (Peek.text(event, TYPE).orElse("")) {
      case "message_start" ->
          in(event, MESSAGE)
              .ifPresent(message -> {
                draft.id(Peek.text(message, ID));
                countInput(message, draft); // of the output it can only know the first token
              });
      case "content_block_start" -> Peek.text(event, BLOCK_TEXT).ifPresent(draft::say);
      case "content_block_delta" -> Peek.text(event, DELTA_TEXT).ifPresent(draft::say);
      case "message_delta" -> {
        countInput(event, draft);
        countOutput(event, draft);
        Peek.text(event, DELTA_STOP).ifPresent(reason -> stop(reason, draft));
      }
      default -> {} // pings, the ends of blocks, and whatever is added some day
    }
  }

  private static Optional<Value> in(Value value, ValuePath path) {
    return path.in(value) instanceof ValuePath.Found(var found)
        ? Optional.of(found)
        : Optional.empty();
  }

  /// Anthropic counts what is read from and written to its cache apart from the rest.
  private static void countInput(Value from, Draft draft) {
    Optional<Value> usage = in(from, USAGE);
    if (usage.isEmpty()) {
      return;
    }
    OptionalInt uncached = Peek.count(usage.get(), INPUT);
    if (uncached.isPresent()) {
      int read = Peek.count(usage.get(), CACHE_READ).orElse(0);
      int written = Peek.count(usage.get(), CACHE_WRITE).orElse(0);
      draft.countInput(uncached.getAsInt() + read + written, read, written);
    }
  }

  private static void countOutput(Value from, Draft draft) {
    in(from, USAGE)
        .map(usage -> Peek.count(usage, OUTPUT))
        .ifPresent(count -> count.ifPresent(output -> draft.countOutput(output, 0)));
  }

  private static void stop(String reason, Draft draft) {
    switch (reason) {
      case "end_turn", "stop_sequence" -> draft.end(Ending.WHOLE);
      case "max_tokens", "model_context_window_exceeded" -> draft.end(Ending.CUT_SHORT);
      case "refusal" -> draft.end(Ending.REFUSED);
      default -> {
        draft.warn("the model stopped for a reason of its own: " + reason);
        draft.end(Ending.CUT_SHORT);
      }
    }
  }
}
