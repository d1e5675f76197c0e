package dev.aether.bench.guard;

import dev.aether.bench.guard.Samples.Sample;
import dev.aether.guard.Wording;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/// Fits the weights of [Wording] and lists the vocabulary that letters without spaces are split by.
///
/// Usage: `GuardTrainer <data folder> <resource folder> [--without FILE] [--quick]`. The same data
/// gives the same files, byte for byte. A file left out measures what the weights are worth on a
/// source that they have not seen. Logistic regression by AdaGrad (Duchi, Hazan and Singer, 2011)
/// on windows as the guard sees them; of an attack only the window that looks worst counts, since
/// the others need not be attacks; of a harmless text all count, and that one most.
public final class GuardTrainer {
  private static final long SEED = 20260101;
  private static final int RUNS = 4;
  private static final int EPOCHS = 8;
  private static final double RATE = 0.15;
  private static final double OVERLAP = 0.7; // 0: windows tell different things; 1: all the same
  private static final double WORST = 0.25; // what the worst window of a harmless text counts more
  private static final double RULES = 0.25; // of what rules add: the wording need not tell it again
  private static final double DECAY = 2e-4;
  private static final int FEWEST_TEXTS = 4;

  private final double[] weights = new double[1 << Wording.BITS];
  private final double[] squares = new double[1 << Wording.BITS];
  private final int[] texts = new int[1 << Wording.BITS];
  private double bias;
  private double biasSquares;

  /// A text as windows of feature buckets.
  private record Example(List<Window> windows, boolean attack) {}

  /// The features of a window; two windows are never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Window(int[] buckets, double scale, double rules) {}

  /// Runs the training.
  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[0]);
    Path resources = Path.of(arguments[1]);
    List<GuardTrainer> trainers = new ArrayList<>();
    List<String> options = List.of(arguments);
    int without = options.indexOf("--without");
    String leftOut = without < 0 ? "" : options.get(without + 1);
    for (int run = 0; run < (options.contains("--quick") ? 1 : RUNS); run++) {
      List<Sample> samples = new Corpus(SEED + run).samples(data, leftOut);
      if (run == 0) {
        Files.write(resources.resolve("vocabulary.txt"), Vocabulary.of(samples));
      }
      var trainer = new GuardTrainer();
      trainer.fit(samples, new SplittableRandom(SEED + run));
      trainers.add(trainer);
    }
    GuardTrainer trainer = mean(trainers);
    try (var out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(resources.resolve("wording.bin"))))) {
      trainer.quantised().write(out);
    }
  }

  private void fit(List<Sample> samples, SplittableRandom random) {
    List<Example> examples = new ArrayList<>();
    samples.forEach(sample -> examples.add(example(sample)));
    for (Example example : examples) {
      Set<Integer> buckets = new HashSet<>();
      for (Window window : example.windows()) {
        Arrays.stream(window.buckets()).forEach(buckets::add);
      }
      buckets.forEach(bucket -> texts[bucket]++);
    }
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      shuffle(examples, random);
      double loss = 0;
      for (Example example : examples) {
        loss += learn(example);
      }
      if (epoch == EPOCHS - 1) {
        System.out.printf(
            Locale.ROOT, "%d texts, loss %.4f%n", examples.size(), loss / examples.size());
      }
    }
  }

  /// The mean of several models is steadier than each, and linear like them.
  private static GuardTrainer mean(List<GuardTrainer> trainers) {
    var mean = new GuardTrainer();
    for (GuardTrainer trainer : trainers) {
      mean.bias += trainer.bias / trainers.size();
      for (int i = 0; i < mean.weights.length; i++) {
        mean.weights[i] += trainer.weights[i] / trainers.size();
      }
    }
    return mean;
  }

  private static Example example(Sample sample) {
    List<int[]> features = new ArrayList<>(); // {word, bucket}, in the order of the words
    List<Window> windows = new ArrayList<>();
    Wording.examine(
        sample.text(),
        (word, bucket) -> features.add(new int[] {word, bucket}),
        (from, to, rules) -> {
          int first = firstFrom(features, from);
          int end = firstFrom(features, to);
          int[] buckets =
              features.subList(first, end).stream().mapToInt(feature -> feature[1]).toArray();
          windows.add(new Window(buckets, Wording.scale(to - from), RULES * rules));
        });
    return new Example(windows, sample.attack());
  }

  /// The index of the first feature that belongs to a word or to one after it, by bisection.
  private static int firstFrom(List<int[]> features, int word) {
    int low = 0;
    int high = features.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (features.get(middle)[0] < word) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private double learn(Example example) {
    Window worst = example.windows().getFirst();
    for (Window window : example.windows()) {
      worst = logit(window) > logit(worst) ? window : worst;
    }
    if (example.attack()) {
      return step(worst, true, 1);
    }
    double loss = step(worst, false, WORST);
    double importance = Math.pow(example.windows().size(), -OVERLAP);
    for (Window window : example.windows()) {
      loss += step(window, false, importance);
    }
    return loss;
  }

  private double logit(Window window) {
    double sum = 0;
    for (int bucket : window.buckets()) {
      sum += weights[bucket];
    }
    return bias + window.rules() + sum / window.scale();
  }

  private double step(Window window, boolean attack, double importance) {
    double odds = 1 / (1 + Math.exp(-logit(window)));
    double error = (odds - (attack ? 1 : 0)) * importance;
    double pull = error / window.scale();
    for (int bucket : window.buckets()) {
      if (texts[bucket] >= FEWEST_TEXTS) {
        double gradient = pull + DECAY * weights[bucket];
        squares[bucket] += gradient * gradient;
        weights[bucket] -= RATE * gradient / Math.sqrt(squares[bucket] + 1e-3);
      }
    }
    biasSquares += error * error;
    bias -= RATE * error / Math.sqrt(biasSquares + 1);
    return -importance * Math.log(Math.max(attack ? odds : 1 - odds, 1e-9));
  }

  private static void shuffle(List<Example> examples, SplittableRandom random) {
    for (int i = examples.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Example swapped = examples.set(other, examples.get(i));
      examples.set(i, swapped);
    }
  }

  /// One signed byte for each weight; the few largest are cut off rather than coarsening all
  /// others.
  private Wording quantised() {
    double[] sizes = Arrays.stream(weights).map(Math::abs).filter(w -> w > 0).sorted().toArray();
    double largest = sizes[(int) (sizes.length * 0.999)];
    double unit = largest / Byte.MAX_VALUE;
    byte[] bytes = new byte[weights.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.clamp(Math.round(weights[i] / unit), -127, 127);
    }
    System.out.printf(
        Locale.ROOT, "%d weights, largest %.2f, bias %.2f%n", sizes.length, largest, bias);
    return new Wording(bytes, unit, bias);
  }
}
