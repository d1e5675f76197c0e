package dev.aether.llm.provider;

import dev.aether.llm.LlmClient;
import java.net.URI;

class OpenAiClientTest extends ProviderClientContract {
  @Override
  String provider() {
    return "openai";
  }

  @Override
  String model() {
    return "gpt-4o-mini";
  }

  @Override
  URI base() {
    return vendor.openAi();
  }

  @Override
  String secret() {
    return "sk-proj-very-secret";
  }

  @Override
  LlmClient client(Endpoint endpoint, ClientTools tools) {
    return new OpenAiClient(endpoint, Quirks.NONE, tools);
  }

  @Override
  int overloaded() {
    return 503;
  }
}
