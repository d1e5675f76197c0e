package dev.aether.llm;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is known of the models. One that is not in here works all the same: it is taken to accept
/// everything, and has no price.
public final class ModelTable {
  /// Knows nothing.
  public static final ModelTable EMPTY = new ModelTable(Map.of());

  /// The date or the word at the end of a snapshot's name: `-2024-08-06`, `-20250514`, `-latest`.
  private static final Pattern SNAPSHOT = Pattern.compile("-(\\d{4}-\\d\\d-\\d\\d|\\d{8}|latest)$");

  private final Map<Name, ModelFacts> facts;

  private record Name(String provider, String model) {}

  private ModelTable(Map<Name, ModelFacts> facts) {
    this.facts = facts;
  }

  /// A table of these models; the last entry of a name counts.
  public static ModelTable of(Collection<ModelFacts> models) {
    Map<Name, ModelFacts> facts = new LinkedHashMap<>();
    for (ModelFacts model : models) {
      facts.put(new Name(model.provider(), model.model()), model);
    }
    return new ModelTable(facts);
  }

  /// These models and those of `over`; an entry that both have is taken from `over`.
  public ModelTable overlaidWith(ModelTable over) {
    Map<Name, ModelFacts> merged = new LinkedHashMap<>(facts);
    merged.putAll(over.facts);
    return new ModelTable(merged);
  }

  /// What is known of a model: under its own name, or else under the name that its snapshots share.
  public Optional<ModelFacts> find(String provider, String model) {
    ModelFacts exact = facts.get(new Name(provider, model));
    return exact != null
        ? Optional.of(exact)
        : Optional.ofNullable(
            facts.get(new Name(provider, SNAPSHOT.matcher(model).replaceFirst(""))));
  }

  /// Tokens that a model can be asked for at most.
  public int longestAnswer(String provider, String model, int otherwise) {
    return find(provider, model)
        .flatMap(known -> known.longestAnswerTokens().stream().boxed().findFirst())
        .orElse(otherwise);
  }

  /// The number of entries.
  public int size() {
    return facts.size();
  }
}
