package dev.aether.llm;

import java.math.BigDecimal;

/// What an answer costs, exactly: prices are decimal numbers for a million tokens, and nothing is
/// rounded.
///
/// @param amount what the provider charges
/// @param saved how much more it would be if the provider had not read a part of the prompt from
///   its prefix cache
/// @param currency ISO 4217, e.g. `USD`
public record Cost(BigDecimal amount, BigDecimal saved, String currency) {
  /// Drops zeros at the end, so that equal amounts are equal.
  public Cost {
    amount = plain(amount);
    saved = plain(saved);
  }

  private static BigDecimal plain(BigDecimal number) {
    return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
  }

  /// Both together; they must be in one currency.
  public Cost plus(Cost more) {
    if (!currency.equals(more.currency)) {
      throw new IllegalArgumentException(currency + " and " + more.currency + " do not add up");
    }
    return new Cost(amount.add(more.amount), saved.add(more.saved), currency);
  }

  /// The same answer had from a cache: nothing is charged, and all of it is saved.
  public Cost fromCache() {
    return new Cost(BigDecimal.ZERO, amount, currency);
  }
}
