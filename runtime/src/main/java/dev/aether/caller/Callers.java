package dev.aether.caller;

import java.util.Optional;

/// Knows callers by their keys. Safe for use by many threads.
@FunctionalInterface
public interface Callers {
  /// Where no keys are configured everybody may do everything.
  record Everybody() implements Callers {
    @Override
    public Identification identify(Optional<String> key) {
      return new Known(Caller.ANYONE, Optional.empty());
    }
  }

  /// What came of asking who calls.
  sealed interface Identification {}

  /// The key is known, and the request is within its limit.
  ///
  /// @param allowance what is left of the key's limit, if it has one
  record Known(Caller caller, Optional<Allowance> allowance) implements Identification {}

  /// The key is known, but has no requests left for now.
  record Exhausted(Caller caller, Allowance allowance) implements Identification {}

  /// There is no such key, or none was given.
  record Unknown() implements Identification {}

  /// Says who calls, and takes one request from the key's limit.
  ///
  /// @param key as the caller sent it
  Identification identify(Optional<String> key);
}
