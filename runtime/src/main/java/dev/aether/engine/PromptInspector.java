package dev.aether.engine;

import dev.aether.guard.Finding;
import dev.aether.guard.PromptGuard;
import dev.aether.template.Origin;
import dev.aether.template.Piece;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.workflow.Node;
import dev.aether.workflow.Protection;
import dev.aether.workflow.Protection.Asked;
import dev.aether.workflow.Protection.Mode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks at rendered prompts before they leave the process: each piece by itself, knowing where it
/// came from, and the prompt as a whole. What it finds is noted, taken out, or stops the node, as
/// the node's [Protection] says; what is sent is what it gives back.
public final class PromptInspector {
  /// Lets everything pass unseen.
  public static final PromptInspector NONE =
      new PromptInspector(_ -> List.of(), Asked.OFF, "none".getBytes(StandardCharsets.UTF_8));

  private final PieceScan scan;
  private final Asked server;
  private final Fencing fencing;

  /// What was found in a prompt, and what is left of it.
  ///
  /// @param prompt as it is to be sent
  /// @param system the system prompt as it is to be sent
  /// @param findings all of them
  /// @param blocking the one that stops the node, if any does
  public record Inspection(
      Rendered prompt, Optional<Rendered> system, List<Noted> findings, Optional<Noted> blocking) {
    /// Copies the list.
    public Inspection {
      findings = List.copyOf(findings);
    }

    /// Whether something was taken out.
    public boolean redacted() {
      return !findings.isEmpty()
          && findings.stream().anyMatch(noted -> noted.action().equals(Noted.REDACT));
    }
  }

  /// A finding and what it led to.
  ///
  /// @param action `flag`, `redact` or `block`
  /// @param excerpt the words at fault, unless they are sensitive
  public record Noted(Finding finding, String action, Optional<String> excerpt) {
    static final String FLAG = "flag";
    static final String REDACT = "redact";
    static final String BLOCK = "block";

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
  /// @param server what nodes and requests have not said
  /// @param isolationKey what the marks around values are made with
  public PromptInspector(PromptGuard guard, Asked server, byte[] isolationKey) {
    this.scan = new PieceScan(guard);
    this.server = server;
    this.fencing = new Fencing(isolationKey);
  }

  /// What is in force for a node of an execution.
  Protection protection(Node.LlmFn node, RunOptions options) {
    return Protection.of(server, node.security(), options.security());
  }

  /// Looks at a prompt.
  Inspection inspect(Rendered prompt, Optional<Rendered> system, Protection protection) {
    List<Noted> findings = new ArrayList<>();
    Optional<Rendered> cleanSystem =
        system.map(its -> inspect(its, "system prompt", protection, findings));
    Rendered clean = inspect(prompt, "template", protection, findings);
    cleanSystem = cleanSystem.map(its -> whole(its, protection.wholePrompt(), findings));
    clean = whole(clean, protection.wholePrompt(), findings);
    Optional<Noted> blocking =
        findings.isEmpty()
            ? Optional.empty()
            : findings.stream().filter(noted -> noted.action().equals(Noted.BLOCK)).findFirst();
    return blocking.isPresent()
        ? new Inspection(prompt, system, findings, blocking)
        : new Inspection(
            fenced(clean, protection),
            fencing.system(cleanSystem, clean, protection.isolation()),
            findings,
            blocking);
  }

  /// Text with its values set apart as they are in a prompt of this protection.
  Rendered fenced(Rendered rendered, Protection protection) {
    return fencing.fenced(rendered, protection.isolation());
  }

  private Rendered inspect(
      Rendered rendered, String part, Protection protection, List<Noted> findings) {
    List<Piece> pieces = new ArrayList<>(rendered.pieces().size());
    boolean changed = false;
    for (Piece piece : rendered.pieces()) {
      Mode mode =
          piece.origin() instanceof Origin.Node ? protection.nodeOutputs() : protection.values();
      List<Finding> found =
          mode == Mode.OFF ? List.of() : scan.scan(piece.text(), piece.origin(), part);
      boolean shown = !piece.sensitivity().atLeast(Sensitivity.MEDIUM);
      found.forEach(finding -> findings.add(noted(finding, mode, shown)));
      if (mode == Mode.REDACT && found.stream().anyMatch(Cleaning::covers)) {
        String text =
            Cleaning.of(piece.text(), found, rest -> scan.scan(rest, piece.origin(), part));
        pieces.add(new Piece(text, piece.origin(), piece.sensitivity()));
        changed = true;
      } else {
        pieces.add(piece);
      }
    }
    return changed ? Cleaning.joined(pieces, rendered) : rendered;
  }

  /// An attack that was split over two values. Where it would only be noted, one finding is enough.
  private Rendered whole(Rendered prompt, Mode mode, List<Noted> findings) {
    if (mode == Mode.OFF
        || prompt.pieces().size() < 2
        || (mode == Mode.FLAG && !findings.isEmpty())) {
      return prompt;
    }
    List<Finding> found = scan.whole(prompt.text());
    boolean shown = !prompt.sensitivity().atLeast(Sensitivity.MEDIUM);
    found.forEach(finding -> findings.add(noted(finding, mode, shown)));
    return mode == Mode.REDACT && found.stream().anyMatch(Cleaning::covers)
        ? Cleaning.of(prompt, found, scan::whole)
        : prompt;
  }

  private static Noted noted(Finding finding, Mode mode, boolean shown) {
    String action =
        !Cleaning.covers(finding)
            ? Noted.FLAG // what was not looked at is told, and no more
            : switch (mode) {
              case OFF, FLAG -> Noted.FLAG;
              case REDACT -> Noted.REDACT;
              case BLOCK -> Noted.BLOCK;
            };
    return new Noted(finding, action, shown ? Optional.of(finding.excerpt()) : Optional.empty());
  }
}
