package dev.aether.telemetry.otel;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/// The names of spans and of their attributes.
///
/// Those that begin with `gen_ai` are of OpenTelemetry's [conventions for generative
/// AI](https://github.com/open-telemetry/semantic-conventions-genai), which are still being
/// developed: what changes there changes here and nowhere else.
///
/// @param provider who is asked; older backends know it as `gen_ai.system`
record SpanNames(AttributeKey<String> provider) {
  static final String WORKFLOW = "invoke_workflow";
  static final String CHAT = "chat";
  static final String NODE = "aether.node";

  static final AttributeKey<String> OPERATION = text("gen_ai.operation.name");
  static final AttributeKey<String> WORKFLOW_NAME = text("gen_ai.workflow.name");
  static final AttributeKey<String> REQUEST_MODEL = text("gen_ai.request.model");
  static final AttributeKey<Double> TEMPERATURE =
      AttributeKey.doubleKey("gen_ai.request.temperature");
  static final AttributeKey<Long> MAX_TOKENS = number("gen_ai.request.max_tokens");
  static final AttributeKey<Boolean> STREAM = AttributeKey.booleanKey("gen_ai.request.stream");
  static final AttributeKey<String> RESPONSE_MODEL = text("gen_ai.response.model");
  static final AttributeKey<String> RESPONSE_ID = text("gen_ai.response.id");
  static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
  static final AttributeKey<Double> FIRST_CHUNK =
      AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
  static final AttributeKey<Long> INPUT_TOKENS = number("gen_ai.usage.input_tokens");
  static final AttributeKey<Long> OUTPUT_TOKENS = number("gen_ai.usage.output_tokens");
  static final AttributeKey<Long> CACHE_READ = number("gen_ai.usage.cache_read.input_tokens");
  static final AttributeKey<Long> CACHE_WRITE = number("gen_ai.usage.cache_write.input_tokens");
  static final AttributeKey<Long> REASONING = number("gen_ai.usage.reasoning.output_tokens");
  static final AttributeKey<String> SYSTEM_INSTRUCTIONS = text("gen_ai.system_instructions");
  static final AttributeKey<String> INPUT_MESSAGES = text("gen_ai.input.messages");
  static final AttributeKey<String> OUTPUT_MESSAGES = text("gen_ai.output.messages");

  static final AttributeKey<String> SERVER_ADDRESS = text("server.address");
  static final AttributeKey<Long> SERVER_PORT = number("server.port");
  static final AttributeKey<String> ERROR_TYPE = text("error.type");

  static final AttributeKey<String> EXECUTION_ID = text("aether.execution.id");
  static final AttributeKey<Long> DAG_NODES = number("aether.dag.nodes");
  static final AttributeKey<Double> COST = AttributeKey.doubleKey("aether.cost.usd");
  static final AttributeKey<String> NODE_ID = text("aether.node.id");
  static final AttributeKey<Long> NODE_LEVEL = number("aether.node.level");
  static final AttributeKey<Long> NODE_ATTEMPTS = number("aether.node.attempts");
  static final AttributeKey<Double> NODE_QUEUE = AttributeKey.doubleKey("aether.node.queue_ms");
  static final AttributeKey<String> CACHE_RESULT = text("aether.cache.result");
  static final AttributeKey<String> SKIP_REASON = text("aether.node.skip_reason");

  static final SpanNames CURRENT = new SpanNames(text("gen_ai.provider.name"));
  static final SpanNames OLDER = new SpanNames(text("gen_ai.system"));

  private static AttributeKey<String> text(String name) {
    return AttributeKey.stringKey(name);
  }

  private static AttributeKey<Long> number(String name) {
    return AttributeKey.longKey(name);
  }
}
