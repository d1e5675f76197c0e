package dev.aether.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/// Draws from a source of random numbers many bytes at a time, for one that asks the operating
/// system is slow to begin and is waited for by many. Safe for use by many threads, which mostly
/// draw from stocks of their own.
public final class DrawnAhead implements RandomGenerator {
  private static final int NUMBERS = 512; // of each stock
  private static final int STOCKS = 16;

  private final RandomGenerator source;
  private final AtomicReferenceArray<Stock> stocks = new AtomicReferenceArray<>(STOCKS);

  /// @param source of the bytes, which are as hard to guess as they are there
  public DrawnAhead(RandomGenerator source) {
    this.source = source;
    var empty = new Stock(new byte[0]);
    for (int i = 0; i < STOCKS; i++) {
      stocks.set(i, empty);
    }
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
    int its = (int) Thread.currentThread().threadId() & STOCKS - 1;
    while (true) {
      Stock here = stocks.get(its);
      int place = here.next();
      if (here.has(place)) {
        return here.take(place);
      }
      refill(its, here);
    }
  }

  private synchronized void refill(int its, Stock empty) {
    if (stocks.get(its) == empty) {
      byte[] drawn = new byte[NUMBERS * Long.BYTES];
      source.nextBytes(drawn);
      stocks.set(its, new Stock(drawn));
    }
  }
}
