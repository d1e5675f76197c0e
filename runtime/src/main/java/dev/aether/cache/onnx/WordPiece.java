package dev.aether.cache.onnx;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts text into the word pieces that an uncased BERT model was trained on.
///
/// Text is lower-cased and stripped of accents, cut at white space, punctuation and CJK characters,
/// and each word is then covered from the left by the longest pieces in the vocabulary (Wu et al.
/// 2016, "Google's Neural Machine Translation System", section 4.1; the basic tokenizer is that of
/// Devlin et al. 2018). Immutable, so safe for any number of threads.
final class WordPiece {
  private static final int LONGEST_WORD = 100;

  private final Map<String, Integer> vocabulary;
  private final int first;
  private final int last;
  private final int unknown;

  /// @param vocabulary piece to id; pieces inside a word begin with `##`
  WordPiece(Map<String, Integer> vocabulary) {
    this.vocabulary = Map.copyOf(vocabulary);
    this.first = special("[CLS]");
    this.last = special("[SEP]");
    this.unknown = special("[UNK]");
  }

  private int special(String piece) {
    @Nullable Integer id = vocabulary.get(piece);
    if (id == null) {
      throw new IllegalArgumentException("the vocabulary lacks " + piece);
    }
    return id;
  }

  /// The ids of a text's pieces, with the two that mark its beginning and end.
  ///
  /// @param limit the most ids to return, at least 2; the rest of the text is cut off
  long[] encode(String text, int limit) {
    var out = new Pieces(limit - 1);
    out.add(first);
    String plain = plain(text);
    int start = 0;
    int at = 0;
    while (at < plain.length() && !out.full()) {
      int point = plain.codePointAt(at);
      int width = Character.charCount(point);
      boolean space = Character.isWhitespace(point) || Character.isSpaceChar(point);
      boolean alone = !space && (isPunctuation(point) || isIdeograph(point));
      if (space || alone) {
        cover(plain, start, at, out);
        if (alone) {
          cover(plain, at, at + width, out);
        }
        start = at + width;
      }
      at += width;
    }
    cover(plain, start, at, out);
    return out.closedBy(last);
  }

  private static String plain(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.chars().allMatch(c -> c >= ' ' && c < 127)) {
      return lower;
    }
    var kept = new StringBuilder(lower.length());
    Normalizer.normalize(lower, Normalizer.Form.NFD)
        .codePoints()
        .filter(point -> !isDropped(point))
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isDropped(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.FORMAT -> true;
      case Character.CONTROL -> point != '\n' && point != '\t' && point != '\r';
      default -> point == 0xFFFD;
    };
  }

  private static boolean isPunctuation(int point) {
    if (point < 128) {
      return point > ' ' && point < 127 && !Character.isLetterOrDigit(point);
    }
    return switch (Character.getType(point)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean isIdeograph(int point) {
    return (point >= 0x4E00 && point <= 0x9FFF)
        || (point >= 0x3400 && point <= 0x4DBF)
        || (point >= 0x20000 && point <= 0x2FA1F)
        || (point >= 0xF900 && point <= 0xFAFF);
  }

  private void cover(String text, int from, int to, Pieces out) {
    if (from >= to) {
      return;
    }
    if (text.codePointCount(from, to) > LONGEST_WORD) {
      out.add(unknown);
      return;
    }
    int mark = out.size;
    int at = from;
    while (at < to) {
      int end = to;
      @Nullable Integer id = piece(text, from, at, end);
      while (id == null && end - 1 > at) {
        end--;
        id = piece(text, from, at, end);
      }
      if (id == null) {
        out.size = mark;
        out.add(unknown);
        return;
      }
      out.add(id);
      at = end;
    }
  }

  private @Nullable Integer piece(String text, int wordStart, int from, int to) {
    String part = text.substring(from, to);
    return vocabulary.get(from == wordStart ? part : "##" + part);
  }

  /// Ids in the making; what does not fit is dropped.
  private static final class Pieces {
    private final long[] ids;
    private int size;

    Pieces(int limit) {
      this.ids = new long[limit + 1];
    }

    boolean full() {
      return size >= ids.length - 1;
    }

    void add(int id) {
      if (!full()) {
        ids[size++] = id;
      }
    }

    long[] closedBy(int id) {
      ids[size++] = id;
      return Arrays.copyOf(ids, size);
    }
  }
}
