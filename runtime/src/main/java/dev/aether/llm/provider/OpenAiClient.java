package dev.aether.llm.provider;

import dev.aether.llm.Call;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import java.util.HashMap;
import java.util.Map;

/// Asks OpenAI, or a server that speaks its dialect, for chat completions. One attempt for each
/// call: whoever wants another calls again.
///
/// Calls are to be made on virtual threads; an interrupt closes the call's connection at once.
public final class OpenAiClient implements LlmClient, AutoCloseable {
  private final VendorClient client;

  /// @param quirks in what the server differs from OpenAI's
  public OpenAiClient(Endpoint endpoint, Quirks quirks, ClientTools tools) {
    Map<String, String> headers = new HashMap<>(endpoint.headers());
    endpoint.key().ifPresent(key -> headers.put("authorization", "Bearer " + key.secret()));
    this.client = new VendorClient(endpoint, new OpenAiDialect(quirks), headers, tools);
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
