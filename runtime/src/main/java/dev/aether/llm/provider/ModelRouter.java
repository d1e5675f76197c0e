package dev.aether.llm.provider;

import dev.aether.llm.Models;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the provider of a model by its name.
///
/// A provider that is not available (no key) is replaced by the mock, and the route says so: an
/// answer that nobody's model gave must never pass for a real one.
public final class ModelRouter implements Models {
  /// The name of the mock.
  public static final String MOCK = "mock";

  private static final List<String> OPENAI_PREFIXES = List.of("gpt", "o1", "o3", "o4", "chatgpt");

  private final Optional<String> forced;
  private final String defaultModel;
  private final Set<String> available;

  /// @param forced the provider that answers for every model
  /// @param defaultModel for nodes that name none
  /// @param available providers that can be called
  public ModelRouter(Optional<String> forced, String defaultModel, Set<String> available) {
    this.forced = forced;
    this.defaultModel = defaultModel;
    this.available = Set.copyOf(available);
  }

  @Override
  public Route route(Optional<String> wanted) {
    String model = wanted.orElse(defaultModel);
    String provider = forced.orElseGet(() -> byName(model));
    if (available.contains(provider)) {
      return new Route(provider, bare(model), Optional.empty());
    }
    return new Route(
        MOCK,
        bare(model),
        Optional.of(
            "%s was answered by the mock: no key for %s is configured".formatted(model, provider)));
  }

  private static String byName(String model) {
    if (model.startsWith("mock")) {
      return MOCK;
    }
    if (model.startsWith("claude") || model.startsWith("anthropic/")) {
      return "anthropic";
    }
    if (model.startsWith("openai/") || OPENAI_PREFIXES.stream().anyMatch(model::startsWith)) {
      return "openai";
    }
    return "openai";
  }

  private static String bare(String model) {
    return model.startsWith("openai/") || model.startsWith("anthropic/")
        ? model.substring(model.indexOf('/') + 1)
        : model;
  }
}
