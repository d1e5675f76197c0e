package dev.aether.engine;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes execution ids: UUIDs of version 7 ([RFC 9562](https://www.rfc-editor.org/rfc/rfc9562),
/// section 5.7), which sort by the time at which they were made, to a quarter of a microsecond: the
/// twelve bits behind the milliseconds are their fraction (section 6.2, method 3).
public final class ExecutionIds implements Supplier<String> {
  private static final long VERSION_7 = 0x7000L;
  private static final long FRACTIONS = 0x1000L;
  private static final long NANOS_OF_MILLI = 1_000_000L;
  private static final long VARIANT = 0x8000000000000000L;

  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param random must be safe for use by many threads
  public ExecutionIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public String get() {
    Instant now = clock.instant();
    long millis = now.getEpochSecond() * 1_000 + now.getNano() / NANOS_OF_MILLI;
    long fraction = now.getNano() % NANOS_OF_MILLI * FRACTIONS / NANOS_OF_MILLI;
    long high = (millis << 16) | VERSION_7 | fraction;
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
