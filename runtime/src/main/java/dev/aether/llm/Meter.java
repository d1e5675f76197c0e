package dev.aether.llm;

/// A token bucket: fills evenly up to one second's worth, and is drawn from. It may be overdrawn by
/// what turns out larger than estimated; then it is waited for.
///
/// One second's worth and not a minute's, so that the limit holds in any minute and not only on
/// average: a bucket that starts full with a minute's worth lets twice the limit through in its
/// first minute.
///
/// Not safe for use by many threads; its owner's lock guards it.
final class Meter {
  private static final double NANOS_PER_MINUTE = 60e9;

  private double perNano;
  private double most;
  private double level;
  private long filledAt;

  Meter(double perMinute, long now) {
    this.filledAt = now;
    limit(perMinute);
    this.level = most;
  }

  double perMinute() {
    return perNano * NANOS_PER_MINUTE;
  }

  /// Changes the rate; what is there stays there.
  final void limit(double perMinute) {
    perNano = perMinute / NANOS_PER_MINUTE;
    most = Math.max(1, perMinute / 60);
    level = Math.min(level, most);
  }

  /// How long until this much may be drawn. More than the bucket holds may be drawn when it is
  /// full.
  long waitFor(long amount, long now) {
    fill(now);
    double missing = Math.min((double) amount, most) - level;
    return missing <= 0 ? 0 : (long) Math.ceil(missing / perNano);
  }

  void draw(long amount, long now) {
    fill(now);
    level -= (double) amount;
  }

  /// Gives back what was drawn and not needed, or draws what was needed besides.
  void settle(long unused) {
    level = Math.min(most, level + (double) unused);
  }

  /// The other side knows better how much is left.
  void atMost(long remaining, long now) {
    fill(now);
    level = Math.min(level, (double) remaining);
  }

  /// Nothing fills until then, and then one may be drawn.
  void pause(long until) {
    level = Math.min(level, 1);
    filledAt = until;
  }

  private void fill(long now) {
    if (now - filledAt > 0) {
      level = Math.min(most, level + (double) (now - filledAt) * perNano);
      filledAt = now;
    }
  }
}
