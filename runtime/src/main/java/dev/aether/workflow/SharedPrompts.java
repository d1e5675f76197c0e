package dev.aether.workflow;

import dev.aether.context.Value;
import dev.aether.template.Reference;
import dev.aether.template.RenderPolicy;
import dev.aether.template.Template;
import dev.aether.template.Template.Hole;
import dev.aether.template.Template.Literal;
import dev.aether.template.Template.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which nodes of a flow begin with the same prompt. Rendering is deterministic, so templates that
/// begin the same give texts that begin the same, whatever the values turn out to be.
///
/// Nodes are compared that ask one model with one system prompt for one shape of answer. Their
/// templates are written out with one sign for each placeholder, sorted, and so each stands beside
/// those that it has most in common with. Of the stretches that a node shares the one counts with
/// which most text is not read again: its length times the others that share it.
public final class SharedPrompts {
  /// Neighbours that are looked at on either side: more sharers change no decision.
  private static final int REACH = 64;

  private static final int SIGNS_OF_A_HOLE = 3;
  private static final int LONGEST_WORD = 200;

  private static final char HOLE = '\uFFFF';

  /// What a node shares.
  ///
  /// @param withSystem nodes with its system prompt, itself included
  /// @param beginning the part of its template that it shares with most gain; empty if none
  /// @param sharers nodes that begin with that, itself included
  public record Shared(int withSystem, Template beginning, int sharers) {
    /// Shares nothing.
    public static final Shared NOTHING = new Shared(1, Template.EMPTY, 1);
  }

  private record Group(
      Optional<String> model,
      Optional<Template> system,
      Optional<Value.Obj> schema,
      RenderPolicy policy) {}

  private record Written(PlannedNode node, Template template, String text) {}

  private final Map<Reference, Integer> holes = new HashMap<>();
  private final Map<Integer, Shared> byNode = new HashMap<>();

  SharedPrompts(List<PlannedNode> nodes) {
    Map<Group, List<Written>> groups = new HashMap<>();
    for (PlannedNode node : nodes) {
      if (node.action() instanceof Action.CallModel(var settings, var prompt, var system)) {
        groups
            .computeIfAbsent(
                new Group(
                    settings.model(), system, settings.outputSchema(), node.node().renderPolicy()),
                _ -> new ArrayList<>())
            .add(new Written(node, prompt, written(prompt)));
      }
    }
    groups.values().stream().filter(group -> group.size() > 1).forEach(this::compare);
  }

  /// What a node shares with others.
  public Shared of(PlannedNode node) {
    return byNode.getOrDefault(node.index(), Shared.NOTHING);
  }

  private String written(Template template) {
    var text = new StringBuilder();
    for (Segment segment : template.segments()) {
      switch (segment) {
        case Literal(var words) -> text.append(words);
        case Hole(var reference) -> {
          int id = holes.computeIfAbsent(reference, _ -> holes.size());
          text.append(HOLE).append((char) (id >>> 16)).append((char) id);
        }
      }
    }
    return text.toString();
  }

  private void compare(List<Written> group) {
    group.sort(Comparator.comparing(Written::text));
    int[] common = new int[group.size() + 1]; // with the one before; 0 at both ends
    for (int i = 1; i < group.size(); i++) {
      common[i] = common(group.get(i - 1).text(), group.get(i).text());
    }
    for (int i = 0; i < group.size(); i++) {
      Written one = group.get(i);
      byNode.put(one.node().index(), best(one, i, common, group.size()));
    }
  }

  /// Takes in neighbours one by one, always the one that has more in common.
  private static Shared best(Written one, int at, int[] common, int size) {
    int low = at;
    int high = at + 1;
    int shared = one.text().length();
    int length = 0;
    int sharers = 1;
    while (high - low <= REACH && (common[low] > 0 || common[high] > 0)) {
      if (common[low] >= common[high]) {
        shared = Math.min(shared, common[low--]);
      } else {
        shared = Math.min(shared, common[high++]);
      }
      if ((long) shared * (high - low - 1) > (long) length * (sharers - 1)) {
        length = shared;
        sharers = high - low;
      }
    }
    return new Shared(size, beginning(one.template(), length), sharers);
  }

  private static int common(String one, String other) {
    int most = Math.min(one.length(), other.length());
    int length = 0;
    while (length < most && one.charAt(length) == other.charAt(length)) {
      length++;
    }
    return length;
  }

  /// The part of a template that so many signs of its written form stand for. In the middle of the
  /// author's text it ends behind the last blank, so that no word is cut.
  private static Template beginning(Template template, int length) {
    List<Segment> segments = new ArrayList<>();
    int left = length;
    for (Segment segment : template.segments()) {
      int signs =
          switch (segment) {
            case Literal(var words) -> words.length();
            case Hole _ -> SIGNS_OF_A_HOLE;
          };
      if (signs > left) {
        if (segment instanceof Literal(var words) && afterLastBlank(words, left) > 0) {
          segments.add(new Literal(words.substring(0, afterLastBlank(words, left))));
        }
        break;
      }
      segments.add(segment);
      left -= signs;
    }
    return new Template(segments);
  }

  private static int afterLastBlank(String words, int end) {
    int at = end;
    while (at > 0 && end - at < LONGEST_WORD && !Character.isWhitespace(words.charAt(at - 1))) {
      at--;
    }
    if (at == 0 || end - at < LONGEST_WORD) {
      return at;
    }
    return Character.isHighSurrogate(words.charAt(end - 1)) ? end - 1 : end; // without blanks
  }
}
