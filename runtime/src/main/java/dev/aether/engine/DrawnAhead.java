package dev.aether.engine;

import java.util.random.RandomGenerator;

/// Draws from a source of random numbers many bytes at a time, for one that asks the operating
/// system is slow to begin and is waited for by many. Safe for use by many threads.
public final class DrawnAhead implements RandomGenerator {
  private static final int BYTES = 4096;

  private final RandomGenerator source;
  private final byte[] drawn = new byte[BYTES];
  private int used = BYTES;

  /// @param source of the bytes, which are as hard to guess as they are there
  public DrawnAhead(RandomGenerator source) {
    this.source = source;
  }

  @Override
  public synchronized long nextLong() {
    if (used == BYTES) {
      source.nextBytes(drawn);
      used = 0;
    }
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << 8 | (drawn[used] & 0xFF);
      drawn[used++] = 0; // nobody needs it twice
    }
    return number;
  }
}
