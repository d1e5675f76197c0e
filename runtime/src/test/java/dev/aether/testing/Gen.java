package dev.aether.testing;

import dev.aether.context.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/// Seeded random inputs for property tests. A failing seed is named in the failure, so that it can
/// be run again.
public final class Gen {
  private static final String[] SCRAPS = {
    "",
    "a",
    "Zürich",
    "{{context.secret}}",
    "\"",
    "\\",
    "\n",
    "\u0000",
    "😀",
    "👩‍👩‍👧",
    "é",
    "}}",
    "/~",
    " "
  };
  private static final String[] NUMBERS = {
    "0", "-0", "1.10", "1e5", "1E-7", "-12.5e+3", "12345678901234567890", "9007199254740993"
  };

  private final SplittableRandom random;

  private Gen(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /// A property of everything that can be generated.
  @FunctionalInterface
  public interface Property {
    /// Fails if it does not hold.
    void check(Gen gen) throws Exception;
  }

  /// Checks a property on many inputs. `-Dgen.seed=N` runs one seed only, `-Dgen.times=N` runs N
  /// times as many.
  public static void forAll(int cases, Property property) {
    Long only = Long.getLong("gen.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? (long) cases * Integer.getInteger("gen.times", 1) : only;
    for (long seed = first; seed <= last; seed++) {
      try {
        property.check(new Gen(seed));
      } catch (Exception | AssertionError | StackOverflowError failure) {
        throw new AssertionError("property fails for -Dgen.seed=" + seed, failure);
      }
    }
  }

  /// A number from 0 (inclusive) to bound (exclusive).
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// A number from min to max, both inclusive.
  public int between(int min, int max) {
    return random.nextInt(min, max + 1);
  }

  /// True with the given probability.
  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /// One of these.
  @SafeVarargs
  public final <T> T oneOf(T... choices) {
    return choices[below(choices.length)];
  }

  /// One of these.
  public <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /// The same items in another order.
  public <T> List<T> shuffled(List<T> items) {
    List<T> turned = new ArrayList<>(items);
    Collections.shuffle(turned, new Random(random.nextLong()));
    return turned;
  }

  /// Some text, with a preference for what goes wrong.
  public String text() {
    var text = new StringBuilder();
    for (int i = below(4); i > 0; i--) {
      text.append(oneOf(SCRAPS));
    }
    return text.toString();
  }

  /// Any value.
  ///
  /// @param depth of nesting at most
  public Value value(int depth) {
    return switch (below(depth > 0 ? 6 : 4)) {
      case 0 -> Value.Null.NULL;
      case 1 -> new Value.Bool(chance(0.5));
      case 2 -> chance(0.5) ? new Value.Num(oneOf(NUMBERS)) : Value.Num.of(random.nextLong());
      case 3 -> new Value.Text(text());
      case 4 -> {
        List<Value> items = new ArrayList<>();
        for (int i = below(4); i > 0; i--) {
          items.add(value(depth - 1));
        }
        yield new Value.Arr(items);
      }
      default -> object(depth);
    };
  }

  /// Any object.
  ///
  /// @param depth of nesting at most, at least 1
  public Value.Obj object(int depth) {
    Map<String, Value> members = new LinkedHashMap<>();
    for (int i = below(4); i > 0; i--) {
      members.put(text() + i, value(depth - 1));
    }
    return new Value.Obj(members);
  }

  /// For each of n nodes, the earlier nodes it depends on: acyclic by construction.
  public List<List<Integer>> dag(int n, double density) {
    List<List<Integer>> dependencies = new ArrayList<>();
    for (int node = 0; node < n; node++) {
      List<Integer> earlier = new ArrayList<>();
      for (int other = 0; other < node; other++) {
        if (chance(density)) {
          earlier.add(other);
        }
      }
      dependencies.add(earlier);
    }
    return dependencies;
  }
}
