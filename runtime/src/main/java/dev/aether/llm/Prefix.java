package dev.aether.llm;

import java.util.List;
import java.util.Optional;

/// What of a call's prompt may come again in other calls, and what the provider is told of that. It
/// changes what an answer costs, never the answer: the model reads the same text in any case.
///
/// Places in a prompt are lengths in characters; 0 is the end of the system prompt.
///
/// @param cuts where it could be cut, ascending; proposed by whoever wrote the prompt
/// @param marks where the provider is asked to keep what comes before; ascending, decided by
///   [PrefixCaching]
/// @param key names the prefix to providers that send calls of one key to one machine
/// @param life how long it is to be kept
public record Prefix(List<Cut> cuts, List<Integer> marks, Optional<String> key, Life life) {
  /// Most marks that a provider takes in one request.
  public static final int MOST_MARKS = 4;

  /// Nothing is known.
  public static final Prefix NONE =
      new Prefix(List.of(), List.of(), Optional.empty(), Life.MINUTES);

  /// Copies the lists, and refuses more marks than a provider takes.
  public Prefix {
    cuts = List.copyOf(cuts);
    marks = List.copyOf(marks);
    if (marks.size() > MOST_MARKS) {
      throw new IllegalArgumentException(marks.size() + " marks");
    }
  }

  /// A place where what comes before is likely to come again.
  ///
  /// @param chars of the prompt before it
  /// @param sharers calls of the same execution that begin the same up to here, this one included
  public record Cut(int chars, int sharers) {
    /// Refuses places before the beginning, and calls that do not even share with themselves.
    public Cut {
      if (chars < 0 || sharers < 1) {
        throw new IllegalArgumentException("cut at " + chars + " for " + sharers);
      }
    }
  }

  /// How long a provider keeps a prefix after its last use.
  public enum Life {
    /// Five minutes.
    MINUTES,
    /// An hour; writing costs more.
    HOUR
  }

  /// A prompt that may be cut at these places.
  public static Prefix of(List<Cut> cuts) {
    return new Prefix(cuts, List.of(), Optional.empty(), Life.MINUTES);
  }

  /// The same with what the provider is to be told.
  Prefix marked(List<Integer> places, Optional<String> name, Life howLong) {
    return new Prefix(cuts, places, name, howLong);
  }

  /// The same prompt after so much other text.
  Prefix behind(int chars) {
    return new Prefix(
        cuts.stream().map(cut -> new Cut(cut.chars() + chars, cut.sharers())).toList(),
        marks.stream().map(mark -> mark + chars).toList(),
        key,
        life);
  }
}
