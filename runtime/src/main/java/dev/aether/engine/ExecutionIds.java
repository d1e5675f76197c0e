package dev.aether.engine;

import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes execution ids: UUIDs of version 7 ([RFC 9562](https://www.rfc-editor.org/rfc/rfc9562),
/// section 5.7), which sort by the millisecond in which they were made.
public final class ExecutionIds implements Supplier<String> {
  private static final long VERSION_7 = 0x7000L;
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
    long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & 0xfff);
    long low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low).toString();
  }
}
