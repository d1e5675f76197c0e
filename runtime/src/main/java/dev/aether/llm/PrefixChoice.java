package dev.aether.llm;

import dev.aether.llm.Prefix.Cut;
import dev.aether.llm.PrefixMemory.Name;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Decides where the prompt of a call is marked: only where what comes before is long enough to be
/// kept, and only where writing it pays.
///
/// It pays when the reads that are to be expected save more than the write costs besides: reads ×
/// (input − read price) > write price − input price. To be expected are as many reads as there are
/// other calls of the execution that share the prefix, or as the prefix was sent before within its
/// life, whichever is more.
final class PrefixChoice {
  private static final int MOST_BYTES_PER_TOKEN = 16;
  private static final int MOST_BYTES_PER_CHAR = 3;

  /// What vendors take for a write and a read, for other input taken as 1.
  private static final double USUAL_WRITE = 1.25;

  private static final double USUAL_WRITE_FOR_AN_HOUR = 2;
  private static final double USUAL_READ = 0.1;

  private final ModelTable models;
  private final TokenCounter tokens;
  private final PrefixMemory memory;
  private final InstantSource clock;

  PrefixChoice(ModelTable models, TokenCounter tokens, PrefixMemory memory, InstantSource clock) {
    this.models = models;
    this.tokens = tokens;
    this.memory = memory;
    this.clock = clock;
  }

  /// What is to be done about one call.
  ///
  /// @param marks where the prompt is marked; none if nothing pays
  /// @param key what names the prefix to a provider that asks for a name
  /// @param shared the prefix that most is saved with
  /// @param saving share of the price of the prompt that is saved by reading it
  record Choice(List<Integer> marks, String key, Name shared, double saving) {}

  /// A place that is long enough.
  private record Place(int chars, int before, Name name, long reads) {
    double worth() {
      return (double) before * reads;
    }
  }

  /// Prices, for other input taken as 1.
  private record Rates(double write, double read) {
    boolean pay(long reads) {
      return reads * (1 - read) > write - 1;
    }
  }

  /// The choice; empty if no part of the prompt is long enough for its provider.
  Optional<Choice> of(LlmRequest request, Call call, PrefixPolicy policy) {
    int system = request.systemPrompt().map(String::length).orElse(0);
    Optional<ModelFacts> facts = models.find(request.provider(), request.model());
    int least = least(facts, policy);
    List<Cut> cuts =
        call.prefix().cuts().stream()
            .filter(cut -> cut.chars() <= request.prompt().length())
            .filter(cut -> (long) (system + cut.chars()) * MOST_BYTES_PER_CHAR >= least)
            .toList();
    if (cuts.isEmpty()) {
      return Optional.empty();
    }
    List<Place> places = places(request, cuts, least, policy);
    if (places.isEmpty()) {
      return Optional.empty();
    }
    int length = system + request.prompt().length();
    Rates rates = rates(facts, length, policy.life());
    List<Place> paying = places.stream().filter(place -> rates.pay(place.reads())).toList();
    Place best =
        (paying.isEmpty() ? places : paying)
            .stream().max(Comparator.comparingDouble(Place::worth)).orElseThrow();
    List<Integer> marks = paying.stream().map(Place::chars).toList();
    int tooMany = Math.max(0, marks.size() - Prefix.MOST_MARKS);
    return Optional.of(
        new Choice(
            marks.subList(tooMany, marks.size()),
            best.name().hash(),
            best.name(),
            (1 - rates.read()) * best.before() / length));
  }

  private List<Place> places(LlmRequest request, List<Cut> cuts, int least, PrefixPolicy policy) {
    List<String> hashes = PrefixHash.names(request, cuts.stream().map(Cut::chars).toList());
    int system = request.systemPrompt().map(String::length).orElse(0);
    List<Place> places = new ArrayList<>(cuts.size());
    for (int i = 0; i < hashes.size(); i++) {
      Cut cut = cuts.get(i);
      var name = new Name(request.tenant(), request.provider(), request.model(), hashes.get(i));
      if (longEnough(request, cut.chars(), name, least)) {
        int before = memory.see(name, time(policy.life()));
        places.add(
            new Place(
                cut.chars(), system + cut.chars(), name, Math.max(cut.sharers() - 1, before)));
      }
    }
    return places;
  }

  /// A token is a byte at least, and hardly ever more than sixteen; only between that it is
  /// counted.
  private boolean longEnough(LlmRequest request, int chars, Name name, int least) {
    String system = request.systemPrompt().orElse("");
    long bytes = bytes(system, system.length()) + bytes(request.prompt(), chars);
    if (bytes < least) {
      return false;
    }
    return bytes >= (long) least * MOST_BYTES_PER_TOKEN
        || memory.tokens(
                name,
                () -> tokens.count(system) + tokens.count(request.prompt().substring(0, chars)))
            >= least;
  }

  /// In UTF-8; each half of a surrogate pair is two of its four.
  private static long bytes(String text, int end) {
    long bytes = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  private static int least(Optional<ModelFacts> facts, PrefixPolicy policy) {
    return facts
        .map(ModelFacts::leastCacheableTokens)
        .orElse(OptionalInt.empty())
        .orElse(policy.leastTokens());
  }

  private Rates rates(Optional<ModelFacts> facts, int chars, Prefix.Life life) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return facts
        .flatMap(known -> known.price(chars / 4, today))
        .filter(price -> price.input().signum() > 0)
        .map(price ->
            new Rates(
                ratio(price.writing(life), price.input()), ratio(price.cacheRead(), price.input())))
        .orElseGet(() ->
            new Rates(
                life == Prefix.Life.HOUR ? USUAL_WRITE_FOR_AN_HOUR : USUAL_WRITE, USUAL_READ));
  }

  private static double ratio(BigDecimal price, BigDecimal input) {
    return price.doubleValue() / input.doubleValue();
  }

  /// How long a provider keeps what it was asked to keep.
  static Duration time(Prefix.Life life) {
    return switch (life) {
      case MINUTES -> Duration.ofMinutes(5);
      case HOUR -> Duration.ofHours(1);
    };
  }
}
