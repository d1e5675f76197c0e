package dev.aether.llm.provider;

import dev.aether.llm.LlmClient;
import java.net.URI;

class AnthropicClientTest extends ProviderClientContract {
  @Override
  String provider() {
    return "anthropic";
  }

  @Override
  String model() {
    return "claude-sonnet-4-5";
  }

  @Override
  URI base() {
    return vendor.anthropic();
  }

  @Override
  String secret() {
    return "sk-ant-very-secret";
  }

  @Override
  LlmClient client(Endpoint endpoint, ClientTools tools) {
    return new AnthropicClient(endpoint, _ -> 4096, tools);
  }

  @Override
  int overloaded() {
    return 529;
  }
}
