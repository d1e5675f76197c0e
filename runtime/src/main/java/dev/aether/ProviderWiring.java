package dev.aether;

import dev.aether.config.LlmSettings;
import dev.aether.config.LlmSettings.VendorSettings;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.llm.CallStack;
import dev.aether.llm.CircuitBreaker;
import dev.aether.llm.Fitting.Unsupported;
import dev.aether.llm.LlmClient;
import dev.aether.llm.ModelTable;
import dev.aether.llm.ModelTableReader;
import dev.aether.llm.Models;
import dev.aether.llm.PrefixPolicy;
import dev.aether.llm.RateLimits;
import dev.aether.llm.TokenCounter;
import dev.aether.llm.provider.AnthropicClient;
import dev.aether.llm.provider.ApiKey;
import dev.aether.llm.provider.Cl100kCounter;
import dev.aether.llm.provider.ClientTools;
import dev.aether.llm.provider.Endpoint;
import dev.aether.llm.provider.MockClient;
import dev.aether.llm.provider.MockScript;
import dev.aether.llm.provider.MockScriptReader;
import dev.aether.llm.provider.ModelRouter;
import dev.aether.llm.provider.OpenAiClient;
import dev.aether.llm.provider.Providers;
import dev.aether.llm.provider.ProvidersFile;
import dev.aether.llm.provider.Quirks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts the providers together: a client for each one that can be called, the way to them by a
/// model's name, and the layers in front of them.
final class ProviderWiring {
  private static final int LONGEST_ANSWER = 4096;

  private final LlmSettings settings;
  private final ModelTable models;
  private final Map<String, ProvidersFile.Entry> file;
  private final TokenCounter tokens = new Cl100kCounter();
  private final Map<String, LlmClient> clients = new LinkedHashMap<>();
  private final Map<String, String> prefixes = new HashMap<>();
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  /// @param environment where the file's providers have their keys
  ProviderWiring(LlmSettings settings, Map<String, String> environment) throws UnusableSettings {
    this.settings = settings;
    this.models = models(settings.modelsFile());
    this.file = file(settings.providersFile());
    ClientTools tools = clientTools();
    clients.put(ModelRouter.MOCK, new MockClient(mockScript(settings), tokens, Wiring::pause));
    VendorSettings openAi = settings.openAi();
    if (openAi.apiKey().isPresent()) {
      Endpoint endpoint = endpoint("openai", openAi);
      endpoints.put("openai", endpoint);
      clients.put("openai", new OpenAiClient(endpoint, Quirks.NONE, tools));
    }
    VendorSettings anthropic = settings.anthropic();
    if (anthropic.apiKey().isPresent()) {
      Endpoint endpoint = endpoint("anthropic", anthropic);
      endpoints.put("anthropic", endpoint);
      clients.put(
          "anthropic",
          new AnthropicClient(
              endpoint, model -> models.longestAnswer("anthropic", model, LONGEST_ANSWER), tools));
    }
    file.forEach((name, entry) ->
        entry
            .base()
            .ifPresent(base -> {
              prefixes.put(entry.prefix(), name);
              Optional<ApiKey> key = entry.keyVariable().map(environment::get).map(ApiKey::new);
              var endpoint = new Endpoint(name, base, key);
              endpoints.put(name, endpoint);
              clients.put(name, new OpenAiClient(endpoint, entry.quirks(), tools));
            }));
  }

  private static Endpoint endpoint(String name, VendorSettings vendor) throws UnusableSettings {
    try {
      return new Endpoint(name, URI.create(vendor.baseUrl()), vendor.apiKey().map(ApiKey::new));
    } catch (IllegalArgumentException wrong) {
      throw new UnusableSettings(
          "llm.%s.base_url: '%s' is no address of a server".formatted(name, vendor.baseUrl()));
    }
  }

  /// Who can be called, by name.
  List<String> names() {
    return List.copyOf(clients.keySet());
  }

  /// Where those are that are reached over the network.
  Map<String, URI> servers() {
    Map<String, URI> servers = new HashMap<>();
    endpoints.forEach((name, endpoint) -> servers.put(name, endpoint.base()));
    return servers;
  }

  /// Where one of them is, and who we are there.
  Optional<Endpoint> endpoint(String name) {
    return Optional.ofNullable(endpoints.get(name));
  }

  /// What clients need besides their own settings.
  static ClientTools clientTools() {
    return new ClientTools(
        JsonText.JSON, new Cl100kCounter(), InstantSource.system(), System::nanoTime);
  }

  Models router() throws UnusableSettings {
    if (settings.provider().isPresent()
        && !List.of("mock", "openai", "anthropic").contains(settings.provider().get())
        && !clients.containsKey(settings.provider().get())) {
      throw new UnusableSettings(
          "llm.provider: there is no provider '%s'; there are mock, openai, anthropic%s"
              .formatted(
                  settings.provider().get(),
                  file.isEmpty() ? "" : " and " + String.join(", ", file.keySet())));
    }
    return new ModelRouter(
        new ModelRouter.Routing(
            settings.provider(),
            settings.defaultModel(),
            settings.defaultProvider(),
            prefixes,
            settings.strict()),
        clients.keySet());
  }

  /// All layers between the caches and the wire.
  CallStack.Layers stack(Models router, CallStack.Tools tools) {
    return CallStack.over(
        new Providers(clients),
        router,
        new CallStack.Settings(
            models,
            settings.failUnsupported() ? Unsupported.FAIL : Unsupported.DROP,
            provider ->
                Optional.ofNullable(file.get(provider))
                    .map(ProvidersFile.Entry::limits)
                    .orElse(RateLimits.LEARNT),
            CircuitBreaker.Policy.DEFAULT,
            this::prefixes,
            settings.maxConcurrency(),
            settings.attemptLimit()),
        tools);
  }

  /// The mock keeps nothing.
  private PrefixPolicy prefixes(String provider) {
    return Optional.ofNullable(file.get(provider))
        .map(ProvidersFile.Entry::prefixes)
        .orElseGet(() ->
            provider.equals(ModelRouter.MOCK) ? PrefixPolicy.OFF : ProvidersFile.usual(provider));
  }

  /// Counts tokens.
  TokenCounter tokens() {
    return tokens;
  }

  void close() {
    for (LlmClient client : clients.values()) {
      if (client instanceof AutoCloseable closeable) {
        try {
          closeable.close();
        } catch (Exception ignored) {
          // nobody is left to be told
        }
      }
    }
  }

  private static ModelTable models(Optional<String> file) throws UnusableSettings {
    try (InputStream in = ModelTableReader.class.getResourceAsStream(ModelTableReader.BUILT_IN)) {
      if (in == null || !(JsonText.JSON.read(in) instanceof JsonText.Parsed(var value))) {
        throw new IllegalStateException("the jar has no table of models");
      }
      ModelTable builtIn = ModelTableReader.read(value);
      return file.isEmpty()
          ? builtIn
          : builtIn.overlaidWith(
              ModelTableReader.read(SettingsFiles.value("llm.models_file", file.get())));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (ModelTableReader.InvalidTable wrong) {
      throw new UnusableSettings(file.orElse("models") + ": " + wrong.getMessage());
    }
  }

  private static Map<String, ProvidersFile.Entry> file(Optional<String> file)
      throws UnusableSettings {
    if (file.isEmpty()) {
      return Map.of();
    }
    try {
      return ProvidersFile.read(SettingsFiles.value("llm.providers_file", file.get()));
    } catch (ProvidersFile.InvalidFile wrong) {
      throw new UnusableSettings(file.get() + ": " + wrong.getMessage());
    }
  }

  private static MockScript mockScript(LlmSettings settings) throws UnusableSettings {
    if (settings.mockFile().isEmpty()) {
      return MockScript.taking(settings.mockLatency());
    }
    String file = settings.mockFile().get();
    Value value = SettingsFiles.value("llm.mock_file", file);
    try {
      return MockScriptReader.read(value, settings.mockLatency());
    } catch (MockScriptReader.InvalidScript wrong) {
      throw new UnusableSettings(file + ": " + wrong.getMessage());
    }
  }
}
