package dev.aether.testing;

import dev.aether.testing.SeenRequest.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The prefix caches of both vendors, as they account them.
///
/// - Anthropic compares block by block. It keeps what comes before a mark, if it is long enough for
///   the model; it looks for the longest of the places with a mark that it has, bills that as read
///   and what follows it up to the last mark as written.
/// - OpenAI keeps the beginning of every prompt of 1,024 tokens and more, in steps of 128, on the
///   machine that the request was sent to: one for each `prompt_cache_key`.
/// - At both, what a request keeps can be read only once its answer has begun, and is kept for so
///   long after its last use.
public final class PrefixLedger {
  private static final int OPEN_AI_LEAST = 1024;
  private static final int OPEN_AI_STEP = 128;
  private static final Duration OPEN_AI_LIFE = Duration.ofMinutes(5);

  private final Map<String, Kept> kept = new HashMap<>();
  private LongSupplier nanoTime = System::nanoTime;
  private final Map<String, Integer> sums = new HashMap<>();

  private record Kept(long until) {}

  /// What a request costs.
  ///
  /// @param input all tokens of the prompt
  /// @param read those of it that were there
  /// @param written those of it that are kept
  /// @param begun to be run when the answer begins
  public record Bill(int input, int read, int written, Runnable begun) {}

  /// Goes by another clock.
  public synchronized void by(LongSupplier clock) {
    nanoTime = clock;
  }

  /// Tokens billed so far: `input`, `read`, `written`.
  public synchronized int sum(String what) {
    return sums.getOrDefault(what, 0);
  }

  /// Shortest prefix that Anthropic keeps of a model.
  static int least(String model) {
    return model.startsWith("claude-opus-4-5") || model.startsWith("claude-haiku-4-5")
        ? 4096
        : 1024;
  }

  synchronized Bill byMarks(SeenRequest request) {
    String model = request.text("model");
    var text = new StringBuilder(request.path()).append(model);
    List<String> names = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    List<Duration> lives = new ArrayList<>();
    int tokens = 0;
    for (Part part : request.parts()) {
      text.append('\0').append(part.text());
      tokens += VendorStandIn.tokens(part.text());
      if (part.mark().isPresent() && tokens >= least(model)) {
        names.add(text.toString());
        sizes.add(tokens);
        lives.add(part.mark().get());
      }
    }
    int read = 0;
    for (int i = 0; i < names.size(); i++) {
      if (readable(names.get(i))) {
        read = sizes.get(i);
      }
    }
    int last = sizes.isEmpty() ? 0 : sizes.getLast();
    return bill(tokens, read, last - read, () -> keep(names, lives));
  }

  synchronized Bill byItself(SeenRequest request) {
    List<String> words = new ArrayList<>();
    request.parts().forEach(part -> words.addAll(Speech.pieces(part.text())));
    List<String> names = new ArrayList<>();
    List<Duration> lives = new ArrayList<>();
    int read = 0;
    for (int size = OPEN_AI_LEAST; size <= words.size(); size += OPEN_AI_STEP) {
      String name =
          request.text("model")
              + request.text("prompt_cache_key")
              + String.join("", words.subList(0, size));
      names.add(name);
      lives.add(OPEN_AI_LIFE);
      if (readable(name)) {
        read = size;
      }
    }
    return bill(words.size(), read, 0, () -> keep(names, lives));
  }

  private Bill bill(int input, int read, int written, Runnable begun) {
    sums.merge("input", input, Integer::sum);
    sums.merge("read", read, Integer::sum);
    sums.merge("written", written, Integer::sum);
    return new Bill(input, read, written, begun);
  }

  private boolean readable(String name) {
    Kept entry = kept.get(name);
    return entry != null && nanoTime.getAsLong() < entry.until();
  }

  private synchronized void keep(List<String> names, List<Duration> lives) {
    for (int i = 0; i < names.size(); i++) {
      Duration life = lives.get(i);
      kept.put(names.get(i), new Kept(nanoTime.getAsLong() + life.toNanos()));
    }
  }
}
