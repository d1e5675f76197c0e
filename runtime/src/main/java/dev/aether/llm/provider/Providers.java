package dev.aether.llm.provider;

import dev.aether.llm.Call;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import java.util.Map;

/// The end of a call's way: hands it to the client of its provider.
public final class Providers implements LlmClient {
  private final Map<String, LlmClient> clients;

  /// @param clients by the provider's name, as routes use it
  public Providers(Map<String, LlmClient> clients) {
    this.clients = Map.copyOf(clients);
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    LlmClient client = clients.get(request.provider());
    if (client == null) {
      throw new IllegalArgumentException("no client for provider " + request.provider());
    }
    return client.complete(request, call);
  }
}
