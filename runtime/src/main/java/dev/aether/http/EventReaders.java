package dev.aether.http;

import java.util.concurrent.atomic.AtomicInteger;

/// Counts who reads event streams now.
final class EventReaders {
  private final AtomicInteger now = new AtomicInteger();

  int now() {
    return now.get();
  }

  /// The same stream, counted while it is read.
  Response.Stream counted(Response.Stream stream) {
    return out -> {
      now.incrementAndGet();
      try {
        stream.writeTo(out);
      } finally {
        now.decrementAndGet();
      }
    };
  }
}
