package dev.aether.llm;

import java.util.Optional;

/// Says which provider answers for a model.
@FunctionalInterface
public interface Models {

  /// Who is asked, and how the model is called there.
  ///
  /// @param warning for people, where the answer does not come from the model's own provider
  record Route(String provider, String model, Optional<String> warning) {}

  /// The way to a model.
  ///
  /// @param model as the flow names it; empty for the configured default
  Route route(Optional<String> model);
}
