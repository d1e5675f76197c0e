package dev.aether.guard;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Looks for attempts to turn a prompt against its author.
///
/// [InjectionDetector] is the one that ships; an operator may add a model of his own.
/// Implementations are safe for use by many threads, never block for long, and never throw because
/// of the text: a guard that cannot decide reports a finding of the family [Family#FAILURE].
@FunctionalInterface
public interface PromptGuard {

  /// Looks at one piece.
  ///
  /// @return what was found, the strongest first; empty if the piece may pass
  List<Finding> scan(Piece piece);

  /// This guard and another one besides: what either of them finds counts.
  default PromptGuard and(PromptGuard other) {
    return piece ->
        Stream.concat(scan(piece).stream(), other.scan(piece).stream())
            .sorted(Comparator.comparingDouble(Finding::score).reversed())
            .toList();
  }
}
