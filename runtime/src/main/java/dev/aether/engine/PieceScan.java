package dev.aether.engine;

import dev.aether.guard.Family;
import dev.aether.guard.Finding;
import dev.aether.guard.Piece;
import dev.aether.guard.PromptGuard;
import dev.aether.guard.View;
import dev.aether.template.Origin;
import java.util.List;

/// Asks the guard about pieces of prompts. What it cannot answer is a finding, never a pass.
final class PieceScan {
  private final PromptGuard guard;

  PieceScan(PromptGuard guard) {
    this.guard = guard;
  }

  /// @param part which of the author's texts it is in
  List<Finding> scan(String text, Origin origin, String part) {
    return switch (origin) {
      case Origin.Author() -> ask(new Piece(text, new dev.aether.guard.Origin.Author(part)));
      case Origin.Context(var path) ->
          ask(new Piece(text, new dev.aether.guard.Origin.Context(path)));
      case Origin.Node(var id) -> ask(new Piece(text, new dev.aether.guard.Origin.NodeOutput(id)));
    };
  }

  /// @param text of a whole prompt
  List<Finding> whole(String text) {
    return ask(new Piece(text, new dev.aether.guard.Origin.Whole()));
  }

  private List<Finding> ask(Piece piece) {
    try {
      return guard.scan(piece);
    } catch (RuntimeException | StackOverflowError bug) { // fail closed
      return List.of(
          new Finding(
              "guard-failed",
              Family.FAILURE,
              1,
              piece.origin(),
              0,
              piece.text().length(),
              View.PLAIN,
              bug.getClass().getSimpleName()));
    }
  }
}
