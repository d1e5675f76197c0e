package dev.aether.llm.provider;

import dev.aether.llm.Models;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds the provider of a model by its name.
///
/// A provider that is not available (no key) is replaced by the mock, and the route says so: an
/// answer that nobody's model gave must never pass for a real one. A strict router replaces nobody:
/// the call fails for want of a key.
public final class ModelRouter implements Models {
  /// The name of the mock.
  public static final String MOCK = "mock";

  /// The name of OpenAI.
  public static final String OPENAI = "openai";

  /// The name of Anthropic.
  public static final String ANTHROPIC = "anthropic";

  private static final List<String> OPENAI_NAMES = List.of("gpt", "o1", "o3", "o4", "chatgpt");
  private static final List<String> VENDOR_PREFIXES = List.of("openai/", "anthropic/");

  private final Routing routing;
  private final List<Map.Entry<String, String>> prefixes;
  private final Set<String> available;

  /// What decides besides a model's own name.
  ///
  /// @param forced the provider that answers for every model
  /// @param defaultModel for nodes that name none
  /// @param defaultProvider for models whose name says nothing
  /// @param prefixes providers by how the names of their models begin, e.g. `ollama/` to `ollama`;
  ///   the longest that fits counts, and is no part of the name that the provider gets
  /// @param strict whether a missing key is an error
  public record Routing(
      Optional<String> forced,
      String defaultModel,
      String defaultProvider,
      Map<String, String> prefixes,
      boolean strict) {
    /// Copies the map, and refuses prefixes that every name has.
    public Routing {
      prefixes = Map.copyOf(prefixes);
      if (prefixes.containsKey("")) {
        throw new IllegalArgumentException("a prefix is empty");
      }
    }
  }

  /// @param available providers that can be called
  public ModelRouter(Routing routing, Set<String> available) {
    this.routing = routing;
    this.prefixes =
        routing.prefixes().entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                    (Map.Entry<String, String> prefix) -> -prefix.getKey().length()))
            .toList();
    this.available = Set.copyOf(available);
  }

  /// Without prefixes, not strict.
  ///
  /// @param forced the provider that answers for every model
  /// @param defaultModel for nodes that name none
  public ModelRouter(Optional<String> forced, String defaultModel, Set<String> available) {
    this(new Routing(forced, defaultModel, OPENAI, Map.of(), false), available);
  }

  @Override
  public Route route(Optional<String> wanted) {
    String name = wanted.orElse(routing.defaultModel());
    Optional<Map.Entry<String, String>> prefix = prefix(name);
    String model = prefix.map(entry -> name.substring(entry.getKey().length())).orElse(bare(name));
    String provider =
        routing
            .forced()
            .orElseGet(() -> prefix.map(Map.Entry::getValue).orElseGet(() -> byName(name)));
    if (routing.strict() || available.contains(provider)) {
      return new Route(provider, model, Optional.empty());
    }
    return new Route(
        MOCK,
        model,
        Optional.of(
            "%s was answered by the mock: no key for %s is configured".formatted(name, provider)));
  }

  private Optional<Map.Entry<String, String>> prefix(String name) {
    for (Map.Entry<String, String> entry : prefixes) {
      if (name.startsWith(entry.getKey())) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private String byName(String model) {
    if (model.startsWith("mock")) {
      return MOCK;
    }
    if (model.startsWith("claude") || model.startsWith("anthropic/")) {
      return ANTHROPIC;
    }
    if (model.startsWith("openai/") || OPENAI_NAMES.stream().anyMatch(model::startsWith)) {
      return OPENAI;
    }
    return routing.defaultProvider();
  }

  private static String bare(String model) {
    for (String vendor : VENDOR_PREFIXES) {
      if (model.startsWith(vendor)) {
        return model.substring(vendor.length());
      }
    }
    return model;
  }
}
