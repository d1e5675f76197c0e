package dev.aether.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Draws from a source of random numbers many bytes at a time, for one that asks the operating
/// system is slow to begin and is waited for by many. Safe for use by many threads, which wait for
/// each other only when more is drawn.
public final class DrawnAhead implements RandomGenerator {
  private static final int NUMBERS = 512;

  private final RandomGenerator source;
  private volatile Stock stock = new Stock(new byte[0]);

  /// @param source of the bytes, which are as hard to guess as they are there
  public DrawnAhead(RandomGenerator source) {
    this.source = source;
  }

  /// Numbers that were drawn together; each is handed out once.
  private static final class Stock {
    private final ByteBuffer bytes;
    private final AtomicInteger used = new AtomicInteger();

    Stock(byte[] bytes) {
      this.bytes = ByteBuffer.wrap(bytes);
    }

    /// The place of a number that nobody else gets; too large if there is none left.
    int next() {
      return used.getAndIncrement() * Long.BYTES;
    }

    boolean has(int place) {
      return place >= 0 && place < bytes.capacity();
    }

    long take(int place) {
      long number = bytes.getLong(place);
      bytes.putLong(place, 0); // nobody needs it twice
      return number;
    }
  }

  @Override
  public long nextLong() {
    while (true) {
      Stock here = stock;
      int place = here.next();
      if (here.has(place)) {
        return here.take(place);
      }
      refill(here);
    }
  }

  private synchronized void refill(Stock empty) {
    if (stock == empty) {
      byte[] drawn = new byte[NUMBERS * Long.BYTES];
      source.nextBytes(drawn);
      stock = new Stock(drawn);
    }
  }
}
