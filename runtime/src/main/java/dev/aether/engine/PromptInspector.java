package dev.aether.engine;

import dev.aether.guard.Family;
import dev.aether.guard.Finding;
import dev.aether.guard.Piece;
import dev.aether.guard.PromptGuard;
import dev.aether.template.Origin;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Looks at rendered prompts before they leave the process: each piece by itself, knowing where it
/// came from, and the prompt as a whole.
///
/// What the author wrote and what the context holds may stop the node. What other nodes put out is
/// only noted, since an answer *about* attacks is legitimate, and so is what shows only in the
/// whole.
public final class PromptInspector {
  /// Lets everything pass unseen.
  public static final PromptInspector NONE = new PromptInspector(_ -> List.of(), Mode.OFF);

  private static final int MOST_AUTHORS_PIECES = 10_000;

  private final PromptGuard guard;
  private final Mode mode;
  private final ConcurrentMap<String, List<Finding>> authorsPieces = new ConcurrentHashMap<>();

  /// What findings lead to.
  public enum Mode {
    /// Nothing is looked at.
    OFF,
    /// Findings are noted in the result.
    FLAG,
    /// Findings in what the author wrote or the context holds stop the node.
    BLOCK
  }

  /// What was found in a prompt.
  ///
  /// @param findings all of them
  /// @param blocking the one that stops the node, if any does
  public record Inspection(List<Noted> findings, Optional<Noted> blocking) {
    /// Nothing.
    public static final Inspection CLEAN = new Inspection(List.of(), Optional.empty());

    /// Copies the list.
    public Inspection {
      findings = List.copyOf(findings);
    }
  }

  /// A finding and what it led to.
  ///
  /// @param action `flag` or `block`
  /// @param excerpt the words at fault, unless they are sensitive
  public record Noted(Finding finding, String action, Optional<String> excerpt) {
    /// The rule that found it.
    public String rule() {
      return finding.rule();
    }

    /// Where it was found, for people.
    public String place() {
      return switch (finding.origin()) {
        case dev.aether.guard.Origin.Author(var part) -> "the author's " + part;
        case dev.aether.guard.Origin.Context(var path) -> "{{context." + path + "}}";
        case dev.aether.guard.Origin.NodeOutput(var id) -> "{{node." + id + ".output}}";
        case dev.aether.guard.Origin.Whole() -> "the prompt as a whole";
        case dev.aether.guard.Origin.Answer() -> "the answer";
      };
    }
  }

  /// @param guard who decides what is suspicious
  public PromptInspector(PromptGuard guard, Mode mode) {
    this.guard = guard;
    this.mode = mode;
  }

  Inspection inspect(Rendered prompt, Optional<Rendered> system) {
    if (mode == Mode.OFF) {
      return Inspection.CLEAN;
    }
    List<Noted> findings = new ArrayList<>();
    system.ifPresent(rendered -> inspect(rendered, "system prompt", findings));
    inspect(prompt, "template", findings);
    if (findings.isEmpty() && prompt.pieces().size() > 1) {
      boolean shown = !prompt.sensitivity().atLeast(Sensitivity.MEDIUM);
      for (Finding finding :
          guard.scan(new Piece(prompt.text(), new dev.aether.guard.Origin.Whole()))) {
        findings.add(noted(finding, false, shown));
      }
    }
    if (findings.isEmpty()) {
      return Inspection.CLEAN;
    }
    return new Inspection(
        findings, findings.stream().filter(noted -> noted.action().equals("block")).findFirst());
  }

  private void inspect(Rendered rendered, String part, List<Noted> findings) {
    for (dev.aether.template.Piece piece : rendered.pieces()) {
      boolean mayBlock = !(piece.origin() instanceof Origin.Node);
      boolean shown = !piece.sensitivity().atLeast(Sensitivity.MEDIUM);
      for (Finding finding : scan(piece, part)) {
        findings.add(noted(finding, mayBlock, shown));
      }
    }
  }

  private List<Finding> scan(dev.aether.template.Piece piece, String part) {
    return switch (piece.origin()) {
      case Origin.Author() -> {
        List<Finding> known = authorsPieces.get(piece.text());
        if (known == null) {
          known = guard.scan(new Piece(piece.text(), new dev.aether.guard.Origin.Author(part)));
          if (authorsPieces.size() < MOST_AUTHORS_PIECES) {
            authorsPieces.put(piece.text(), known);
          }
        }
        yield known;
      }
      case Origin.Context(var path) ->
          guard.scan(new Piece(piece.text(), new dev.aether.guard.Origin.Context(path)));
      case Origin.Node(var id) ->
          guard.scan(new Piece(piece.text(), new dev.aether.guard.Origin.NodeOutput(id)));
    };
  }

  private Noted noted(Finding finding, boolean mayBlock, boolean shown) {
    boolean blocks = mode == Mode.BLOCK && mayBlock && finding.family() != Family.UNSCANNED;
    return new Noted(
        finding,
        blocks ? "block" : "flag",
        shown ? Optional.of(finding.excerpt()) : Optional.empty());
  }
}
