package dev.aether.template;

/// Why a template could not be filled in.
public sealed interface RenderFailure {

  /// The placeholder at fault, as it stands in the template.
  String placeholder();

  /// A required value is not there.
  ///
  /// @param path the whole path that was asked for
  /// @param missing the part of it that was not found
  record MissingReference(String placeholder, String path, String missing)
      implements RenderFailure {}

  /// The render policy does not allow this context key.
  record KeyNotAllowed(String placeholder, String key) implements RenderFailure {}

  /// A required value is longer than the render policy allows.
  ///
  /// @param length in code points
  /// @param limit in code points
  record ValueTooLong(String placeholder, int length, int limit) implements RenderFailure {}

  /// What happened, for people. Never contains a value.
  default String sentence() {
    return switch (this) {
      case MissingReference(var placeholder, var path, var missing) ->
          "%s needs '%s', but '%s' was not found".formatted(placeholder, path, missing);
      case KeyNotAllowed(var placeholder, var key) ->
          "%s reads '%s', which render_policy.allowed_context_keys does not list"
              .formatted(placeholder, key);
      case ValueTooLong(var placeholder, var length, var limit) ->
          "the value of %s has %d characters, render_policy.max_value_length is %d"
              .formatted(placeholder, length, limit);
    };
  }
}
