package dev.aether.llm.provider;

import dev.aether.llm.Call;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/// Asks Anthropic for messages. One attempt for each call: whoever wants another calls again.
///
/// Calls are to be made on virtual threads; an interrupt closes the call's connection at once.
public final class AnthropicClient implements LlmClient, AutoCloseable {
  private final VendorClient client;

  /// @param longestAnswer tokens that a model may put out at most, by its name: Anthropic wants a
  ///   limit with every request, and this is it where the flow states none
  public AnthropicClient(
      Endpoint endpoint, ToIntFunction<String> longestAnswer, ClientTools tools) {
    Map<String, String> headers = new HashMap<>(endpoint.headers());
    headers.put("anthropic-version", "2023-06-01");
    endpoint.key().ifPresent(key -> headers.put("x-api-key", key.secret()));
    this.client = new VendorClient(endpoint, new AnthropicDialect(longestAnswer), headers, tools);
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    return client.complete(request, call);
  }

  /// Closes the connections that nobody uses.
  @Override
  public void close() {
    client.close();
  }
}
