package dev.aether.llm.provider;

import dev.aether.llm.Call;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.Unauthorized;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.NoCompletion;
import java.util.Map;

/// The end of a call's way: hands it to the client of its provider. A provider without a client is
/// one whose key is missing.
public final class Providers implements LlmClient {
  private final Map<String, LlmClient> clients;

  /// @param clients by the provider's name, as routes use it
  public Providers(Map<String, LlmClient> clients) {
    this.clients = Map.copyOf(clients);
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    LlmClient client = clients.get(request.provider());
    return client == null
        ? new NoCompletion(
            new Unauthorized(
                request.provider(), "no key for " + request.provider() + " is configured"))
        : client.complete(request, call);
  }
}
