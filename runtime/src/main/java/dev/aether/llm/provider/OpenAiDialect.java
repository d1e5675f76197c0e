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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// OpenAI's chat completions.
final class OpenAiDialect implements Dialect {
  private static final ValuePath ID = ValuePath.dotted("id");
  private static final ValuePath CONTENT = ValuePath.dotted("choices.0.message.content");
  private static final ValuePath REFUSAL = ValuePath.dotted("choices.0.message.refusal");
  private static final ValuePath DELTA = ValuePath.dotted("choices.0.delta.content");
  private static final ValuePath DELTA_REFUSAL = ValuePath.dotted("choices.0.delta.refusal");
  private static final ValuePath FINISH = ValuePath.dotted("choices.0.finish_reason");
  private static final ValuePath PROMPT = ValuePath.dotted("usage.prompt_tokens");
  private static final ValuePath CACHED =
      ValuePath.dotted("usage.prompt_tokens_details.cached_tokens");
  private static final ValuePath COMPLETION = ValuePath.dotted("usage.completion_tokens");
  private static final ValuePath REASONING =
      ValuePath.dotted("usage.completion_tokens_details.reasoning_tokens");

  private final Quirks quirks;

  OpenAiDialect(Quirks quirks) {
    this.quirks = quirks;
  }

  @Override
  public String operation() {
    return "/chat/completions";
  }

  @Override
  public Obj request(LlmRequest request, Prefix prefix, boolean streaming) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("model", new Text(request.model()));
    members.put("messages", messages(request));
    if (request.temperature().isPresent()) {
      members.put("temperature", number(request.temperature().getAsDouble()));
    }
    if (request.maxOutputTokens().isPresent()) {
      members.put(quirks.tokenLimit().word(), Num.of(request.maxOutputTokens().getAsInt()));
    }
    request.outputSchema().ifPresent(schema -> members.putAll(format(schema)));
    prefix.key().ifPresent(key -> members.put("prompt_cache_key", new Text(key)));
    if (streaming) {
      members.put("stream", new Bool(true));
      if (quirks.streamOptions()) {
        members.put("stream_options", new Obj(Map.of("include_usage", new Bool(true))));
      }
    }
    return new Obj(members);
  }

  private Arr messages(LlmRequest request) {
    List<Value> messages = new ArrayList<>(2);
    String prompt = request.prompt();
    if (request.systemPrompt().isPresent()) {
      String system = request.systemPrompt().get();
      if (quirks.systemRole()) {
        messages.add(message("system", system));
      } else {
        prompt = system + "\n\n" + prompt;
      }
    }
    messages.add(message("user", prompt));
    return new Arr(messages);
  }

  private static Obj message(String role, String content) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("role", new Text(role));
    members.put("content", new Text(content));
    return new Obj(members);
  }

  private Map<String, Value> format(Obj schema) {
    return switch (quirks.structure()) {
      case NOTHING -> Map.of();
      case JSON_OBJECT ->
          Map.of("response_format", new Obj(Map.of("type", new Text("json_object"))));
      case JSON_SCHEMA -> {
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("name", new Text("output"));
        named.put("schema", schema);
        named.put("strict", new Bool(StrictSchema.fits(schema)));
        Map<String, Value> format = new LinkedHashMap<>();
        format.put("type", new Text("json_schema"));
        format.put("json_schema", new Obj(named));
        yield Map.of("response_format", new Obj(format));
      }
    };
  }

  static Num number(double number) {
    return number == Math.rint(number) ? Num.of((long) number) : new Num(Double.toString(number));
  }

  @Override
  public void whole(Value answer, Draft draft) {
    draft.id(Peek.text(answer, ID));
    Peek.text(answer, REFUSAL).ifPresent(draft::decline);
    Peek.text(answer, CONTENT).ifPresent(draft::say);
    count(answer, draft);
    finish(answer, draft);
  }

  @Override
  public void event(Value chunk, Draft draft) {
    draft.id(Peek.text(chunk, ID));
    Peek.text(chunk, DELTA_REFUSAL).ifPresent(draft::decline);
    Peek.text(chunk, DELTA).ifPresent(draft::say);
    count(chunk, draft);
    finish(chunk, draft);
  }

  @Override
  public boolean endsStream(String data) {
    return data.equals("[DONE]");
  }

  private static void count(Value from, Draft draft) {
    OptionalInt prompt = Peek.count(from, PROMPT);
    if (prompt.isPresent()) {
      draft.countInput(prompt.getAsInt(), Peek.count(from, CACHED).orElse(0), 0);
    }
    OptionalInt completion = Peek.count(from, COMPLETION);
    if (completion.isPresent()) {
      draft.countOutput(completion.getAsInt(), Peek.count(from, REASONING).orElse(0));
    }
  }

  private static void finish(Value from, Draft draft) {
    Peek.text(from, FINISH)
        .ifPresent(reason -> {
          switch (reason) {
            case "stop" -> draft.end(Ending.WHOLE);
            case "length" -> draft.end(Ending.CUT_SHORT);
            case "content_filter" -> draft.filtered();
            default -> {
              draft.warn("the model stopped for a reason of its own: " + reason);
              draft.end(Ending.CUT_SHORT);
            }
          }
        });
  }
}
