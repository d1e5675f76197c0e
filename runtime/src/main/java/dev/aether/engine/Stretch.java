package dev.aether.engine;

import dev.aether.llm.CallEvent;
import dev.aether.llm.LlmFailure;
import java.time.Duration;
import java.util.Optional;

/// A part of the time that a node's call took. A call's stretches follow one another.
public sealed interface Stretch {

  /// How long.
  Duration time();

  /// The call waited for its turn.
  record Waited(CallEvent.Reason reason, Duration time) implements Stretch {}

  /// A provider was asked.
  ///
  /// @param firstText how much of the time passed before the first text; zero if there was none
  /// @param failure why it did not answer
  record Attempt(
      String provider,
      String model,
      Duration time,
      Duration firstText,
      Optional<LlmFailure> failure)
      implements Stretch {}

  /// A pause before the next attempt.
  record BackedOff(Duration time) implements Stretch {}
}
