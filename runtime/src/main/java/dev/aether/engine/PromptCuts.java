package dev.aether.engine;

import dev.aether.engine.NodeRunner.Job;
import dev.aether.llm.Prefix;
import dev.aether.llm.Prefix.Cut;
import dev.aether.template.Origin;
import dev.aether.template.Piece;
import dev.aether.template.Renderer;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import dev.aether.template.Template;
import dev.aether.workflow.Action;
import dev.aether.workflow.SharedPrompts.Shared;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Where a rendered prompt could be cut for a provider's prefix cache: behind the system prompt,
/// behind the author's text before the first value, behind the longest value (a document that is
/// asked about again and again), and behind what other nodes of the flow begin with too. The order
/// of the text is the author's; nothing is moved.
///
/// Never behind a `high` value: what comes before a cut is kept by the provider for a while.
final class PromptCuts {
  /// No provider keeps anything shorter, and most prompts are.
  private static final int SHORTEST_CHARS = 512;

  private PromptCuts() {}

  /// @param fenced sets values apart as they are in the prompt
  static Prefix of(
      Action.CallModel action,
      Rendered prompt,
      Optional<Rendered> system,
      Job job,
      UnaryOperator<Rendered> fenced) {
    int systemChars = system.map(its -> its.text().length()).orElse(0);
    if (systemChars + prompt.text().length() < SHORTEST_CHARS
        || system.filter(its -> its.sensitivity().atLeast(Sensitivity.HIGH)).isPresent()) {
      return Prefix.NONE;
    }
    Shared shared = job.inputs().plan().sharedPrompts().of(job.node());
    int most = beforeHigh(prompt.pieces());
    Map<Integer, Integer> sharersByPlace = new TreeMap<>();
    if (systemChars > 0) {
      sharersByPlace.put(0, shared.withSystem());
    }
    add(sharersByPlace, written(prompt.pieces()), 1);
    add(sharersByPlace, behindLongestValue(prompt.pieces()), 1);
    add(
        sharersByPlace,
        Math.min(most, length(shared.beginning(), prompt, job, fenced)),
        shared.sharers());
    return Prefix.of(cuts(sharersByPlace));
  }

  private static void add(Map<Integer, Integer> sharersByPlace, int chars, int sharers) {
    if (chars > 0) {
      sharersByPlace.merge(chars, sharers, Math::max);
    }
  }

  /// Who shares a longer beginning shares the shorter ones as well.
  private static List<Cut> cuts(Map<Integer, Integer> sharersByPlace) {
    return sharersByPlace.keySet().stream()
        .map(place ->
            new Cut(
                place,
                sharersByPlace.entrySet().stream()
                    .filter(other -> other.getKey() >= place)
                    .mapToInt(Map.Entry::getValue)
                    .max()
                    .orElse(1)))
        .toList();
  }

  /// The length of the author's text before the first value.
  private static int written(List<Piece> pieces) {
    int length = 0;
    for (Piece piece : pieces) {
      if (!(piece.origin() instanceof Origin.Author)
          || piece.sensitivity().atLeast(Sensitivity.HIGH)) {
        break;
      }
      length += piece.text().length();
    }
    return length;
  }

  /// Short values are too many to be remembered.
  private static int behindLongestValue(List<Piece> pieces) {
    int place = 0;
    int longest = SHORTEST_CHARS - 1;
    int length = 0;
    for (Piece piece : pieces) {
      if (piece.sensitivity().atLeast(Sensitivity.HIGH)) {
        break;
      }
      length += piece.text().length();
      if (!(piece.origin() instanceof Origin.Author) && piece.text().length() > longest) {
        longest = piece.text().length();
        place = length;
      }
    }
    return place;
  }

  private static int beforeHigh(List<Piece> pieces) {
    int length = 0;
    for (Piece piece : pieces) {
      if (piece.sensitivity().atLeast(Sensitivity.HIGH)) {
        break;
      }
      length += piece.text().length();
    }
    return length;
  }

  /// How long the beginning of a template came out.
  private static int length(
      Template beginning, Rendered prompt, Job job, UnaryOperator<Rendered> fenced) {
    return !beginning.segments().isEmpty()
            && Renderer.render(beginning, job.node().node().renderPolicy(), job.inputs())
                instanceof Rendered part
            && prompt.text().startsWith(fenced.apply(part).text())
        ? fenced.apply(part).text().length()
        : 0;
  }
}
