package dev.aether.cache.semantic;

import dev.aether.cache.semantic.Wording.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Collects the numbers of a text, written in digits or in words, with their units: "5 km", "five
/// kilometres" and "5km" are one quantity; so are "2 thousand", "2,000" and "2k".
///
/// "One" counts only before a unit or another number word, since it is mostly a pronoun. Fed with a
/// text's tokens in their order; used once, by one thread.
final class Numbers {
  private static final Pattern DIGITS =
      Pattern.compile("([$€£¥₹]?)(-?\\d+(?:[.,:]\\d+)*)([%°$€£¥₹]|[\\p{L}_][\\p{L}\\p{N}_]*)?");
  private static final Pattern THOUSANDS = Pattern.compile("-?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?");
  private static final Pattern PLAIN = Pattern.compile("-?\\d+(?:\\.\\d+)?");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final Lexicon lexicon;
  private final List<Quantity> done = new ArrayList<>();
  private @Nullable BigDecimal open;
  private boolean openInWords;
  private boolean one;
  private String sign = "";

  Numbers(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /// Takes a token that begins with a digit or a currency sign. False if letters follow that are no
  /// unit, such as in "4g": then it is an identifier rather than a number.
  boolean digits(String token) {
    settle("");
    Matcher parts = DIGITS.matcher(token);
    if (!parts.matches()) {
      return false;
    }
    String suffix = parts.group(3) == null ? "" : parts.group(3);
    String value = normal(parts.group(2));
    sign = lexicon.unit(parts.group(1)).orElse("");
    switch (suffix) {
      case "" -> open(value);
      case "k" -> open(scaled(value, 1_000));
      case "bn" -> open(scaled(value, 1_000_000_000));
      case "st", "nd", "rd", "th" -> done.add(new Quantity(value + "th", ""));
      case "°" -> done.add(new Quantity(value, "degree"));
      case "s" -> done.add(new Quantity(value + "s", ""));
      default -> {
        Optional<String> unit = lexicon.unit(suffix);
        if (unit.isEmpty()) {
          return false;
        }
        done.add(new Quantity(value, unit.get()));
      }
    }
    return true;
  }

  /// Takes a word in lower case, to see whether it is a number, or the unit of the last one.
  void word(String word) {
    Optional<String> value = lexicon.number(word);
    if (value.isEmpty()) {
      Optional<String> unit = word.length() == 1 ? Optional.empty() : lexicon.unit(word);
      if (word.equals("one") && open != null && openInWords && isTens(open)) {
        open = open.add(BigDecimal.ONE);
        return;
      }
      if (one && unit.isPresent()) {
        open = BigDecimal.ONE;
      }
      settle(unit.orElse(""));
      one = word.equals("one");
    } else if (value.get().endsWith("th")) {
      settle("");
      done.add(new Quantity(value.get(), ""));
    } else {
      append(new BigDecimal(value.get()));
    }
  }

  private void append(BigDecimal next) {
    BigDecimal before = one ? BigDecimal.ONE : open;
    one = false;
    if (before != null && next.compareTo(HUNDRED) >= 0) {
      open = before.multiply(next);
    } else if (before != null
        && openInWords
        && next.compareTo(BigDecimal.TEN) < 0
        && isTens(before)) {
      open = before.add(next);
    } else {
      settle("");
      open = next;
    }
    openInWords = true;
  }

  private static boolean isTens(BigDecimal number) {
    return number.signum() > 0 && number.remainder(BigDecimal.TEN).signum() == 0;
  }

  private void open(String value) {
    if (PLAIN.matcher(value).matches()) {
      open = new BigDecimal(value);
      openInWords = false;
    } else {
      done.add(new Quantity(value, sign));
      sign = "";
    }
  }

  private void settle(String unit) {
    if (open != null) {
      done.add(new Quantity(plain(open), sign.isEmpty() ? unit : sign));
    }
    open = null;
    one = false;
    sign = "";
  }

  private static String normal(String digits) {
    String whole = THOUSANDS.matcher(digits).matches() ? digits.replace(",", "") : digits;
    return PLAIN.matcher(whole).matches() ? plain(new BigDecimal(whole)) : whole;
  }

  private static String scaled(String value, long factor) {
    return PLAIN.matcher(value).matches()
        ? plain(new BigDecimal(value).multiply(BigDecimal.valueOf(factor)))
        : value;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /// All quantities, once the text has ended.
  List<Quantity> quantities() {
    settle("");
    return List.copyOf(done);
  }
}
