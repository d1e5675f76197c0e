package dev.aether.guard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Judges the choice of words in a window of text: a logistic regression over the hashed [Features]
/// of its words.
///
/// Word classes are the same in every language, so what is learnt about them in one language holds
/// in the others. A window's logit is `bias + sum of weights / sqrt(words)`, at least
/// [#FEWEST_WORDS] of them; sums over any window come from one array of running totals. The weights
/// are fitted by the trainer in the bench module, which shares this class so that both see the same
/// features.
public final class Wording {
  /// Weights are found by this many bits of a feature's hash.
  public static final int BITS = 17;

  /// Shorter windows count as this long, so that two words do not decide by themselves.
  public static final int FEWEST_WORDS = 8;

  private static final int[] WINDOWS = {16, 48, 128};
  private static final double[] SCALES = new double[129]; // for the windows

  static {
    for (int words = 0; words < SCALES.length; words++) {
      SCALES[words] = Math.sqrt(Math.max(words, FEWEST_WORDS));
    }
  }

  private static final int MOST_SEGMENTS = 3;
  private static final int FEWEST_IN_SEGMENTS = 4; // words
  private static final int LONGEST_SEGMENTS = 64;
  private static final int MAGIC = 0xAE7E0001;

  private static final class Holder {
    static final Wording STANDARD = load();

    private static Wording load() {
      try (DataInputStream in = Resources.binary("wording.bin")) {
        return read(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final byte[] weights;
  private final double unit;
  private final double bias;

  /// @param weights one for each of the 2^[#BITS] buckets, taken over and not copied
  /// @param unit what a weight of 1 adds to the sum
  /// @param bias the logit of a window without any known feature
  public Wording(byte[] weights, double unit, double bias) {
    if (weights.length != 1 << BITS) {
      throw new IllegalArgumentException("expected " + (1 << BITS) + " weights");
    }
    this.weights = weights;
    this.unit = unit;
    this.bias = bias;
  }

  /// The weights that ship.
  public static Wording standard() {
    return Holder.STANDARD;
  }

  /// Reads what [#write] wrote.
  static Wording read(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not a weights file of this version");
    }
    double unit = in.readDouble();
    double bias = in.readDouble();
    return new Wording(in.readNBytes(1 << BITS), unit, bias);
  }

  /// Writes a magic number, unit and bias as doubles, and one signed byte for each bucket.
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(MAGIC);
    out.writeDouble(unit);
    out.writeDouble(bias);
    out.write(weights);
  }

  /// Receives the features of a text in the order of its words.
  @FunctionalInterface
  public interface FeatureSink {
    /// One feature.
    ///
    /// @param word the index of the word that completes the feature
    /// @param bucket of the feature's weight
    void feature(int word, int bucket);
  }

  /// Receives the windows of a text.
  @FunctionalInterface
  public interface WindowSink {
    /// One window.
    ///
    /// @param from the first word
    /// @param to the word after the last
    void window(int from, int to);
  }

  /// Receives the windows of a text with what else speaks for an attack in them.
  @FunctionalInterface
  public interface ExaminedSink {
    /// One window.
    ///
    /// @param from the first word
    /// @param to the word after the last
    /// @param rules what the rules add to the log odds
    void window(int from, int to, double rules);
  }

  /// Lists the features and the windows of a text, for training.
  public static void examine(String text, FeatureSink features, ExaminedSink windows) {
    Reading reading = Reading.of(Text.plain(text), Lexicon.STANDARD);
    features(reading, features);
    var rules = new Evidence(RuleBook.STANDARD.match(reading), reading.words());
    windows(
        reading,
        (from, to) -> windows.window(from, to, Evidence.BESIDE_WORDING * rules.in(from, to)));
  }

  /// Lists the windows in which a text is judged: overlapping ones of three sizes, and whole
  /// segments by themselves and with those after them, since an attack in a longer text tends to be
  /// a sentence, a line or a cell of its own. A short text is one window.
  static void windows(Reading reading, WindowSink sink) {
    int words = reading.words();
    for (int size : WINDOWS) {
      if (words <= size) {
        sink.window(0, words);
        break;
      }
      int stride = size / 4;
      int from = 0;
      for (; from + size < words; from += stride) {
        sink.window(from, from + size);
      }
      sink.window(words - size, words);
    }
    for (int count = 1; count <= MOST_SEGMENTS; count++) {
      segments(reading, count, sink);
    }
  }

  private static void segments(Reading reading, int count, WindowSink sink) {
    for (int last = count - 1; last <= reading.segments(); last++) {
      int from = last < count ? 0 : reading.segmentStart(last - count);
      int to = last == reading.segments() ? reading.words() : reading.segmentStart(last);
      if (to - from >= FEWEST_IN_SEGMENTS
          && to - from <= LONGEST_SEGMENTS
          && to - from < reading.words()) {
        sink.window(from, to);
      }
    }
  }

  /// What a sum of weights over so many words is divided by.
  public static double scale(int words) {
    return words < SCALES.length ? SCALES[words] : Math.sqrt(words);
  }

  static void features(Reading reading, FeatureSink sink) {
    new Features(reading, sink).list();
  }

  static int bucket(int hash) {
    int mixed = hash * 0x9E3779B9;
    mixed ^= mixed >>> 15;
    mixed *= 0x85EBCA6B;
    return mixed >>> (32 - BITS);
  }

  /// Running totals of the weights: the sum over a window is the difference of two entries.
  double[] totals(Reading reading) {
    double[] totals = new double[reading.words() + 1];
    features(reading, (word, bucket) -> totals[word + 1] += weights[bucket]);
    for (int i = 1; i < totals.length; i++) {
      totals[i] += totals[i - 1];
    }
    return totals;
  }

  /// The log odds that a window is part of an attack.
  double logit(double[] totals, int from, int to) {
    return bias + unit * (totals[to] - totals[from]) / scale(to - from);
  }
}
