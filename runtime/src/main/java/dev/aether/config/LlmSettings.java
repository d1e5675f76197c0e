package dev.aether.config;

import java.time.Duration;
import java.util.Optional;

/// Who answers, and how.
///
/// @param provider who answers for every model
/// @param strict whether a provider without key is an error
/// @param failUnsupported whether a parameter that a model refuses is an error
public record LlmSettings(
    Optional<String> provider,
    String defaultModel,
    String defaultProvider,
    boolean strict,
    VendorSettings openAi,
    VendorSettings anthropic,
    Optional<String> providersFile,
    Optional<String> modelsFile,
    boolean failUnsupported,
    Duration attemptLimit,
    int maxConcurrency,
    Duration mockLatency,
    Optional<String> mockFile) {
  static LlmSettings of(Settings settings) {
    return new LlmSettings(
        settings.optional(LlmSetting.PROVIDER),
        settings.text(LlmSetting.DEFAULT_MODEL),
        settings.text(LlmSetting.DEFAULT_PROVIDER),
        settings.truth(LlmSetting.STRICT_PROVIDERS),
        new VendorSettings(
            settings.optional(LlmSetting.OPENAI_API_KEY),
            settings.text(LlmSetting.OPENAI_BASE_URL)),
        new VendorSettings(
            settings.optional(LlmSetting.ANTHROPIC_API_KEY),
            settings.text(LlmSetting.ANTHROPIC_BASE_URL)),
        settings.optional(LlmSetting.PROVIDERS_FILE),
        settings.optional(LlmSetting.MODELS_FILE),
        settings.text(LlmSetting.ON_UNSUPPORTED_PARAM).equals("fail"),
        settings.seconds(LlmSetting.LLM_TIMEOUT_SECS),
        settings.number(LlmSetting.MAX_CONCURRENCY),
        Duration.ofMillis(settings.number(LlmSetting.MOCK_LATENCY_MS)),
        settings.optional(LlmSetting.MOCK_FILE));
  }

  /// How a vendor is reached.
  public record VendorSettings(Optional<String> apiKey, String baseUrl) {
    @Override
    public String toString() {
      return baseUrl + (apiKey.isPresent() ? " with a key" : " without a key");
    }
  }
}
