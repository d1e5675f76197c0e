package dev.aether.http;

import java.util.concurrent.atomic.AtomicInteger;

/// Answers with event streams, and counts who reads one now.
final class EventReaders {
  private final AtomicInteger now = new AtomicInteger();

  int now() {
    return now.get();
  }

  /// The response that carries a stream.
  Response answer(EventStream events) {
    return Response.streaming("text/event-stream", counted(events))
        .with("Cache-Control", "no-store")
        .with("X-Accel-Buffering", "no");
  }

  /// The same stream, counted while it is read.
  private Response.Stream counted(Response.Stream stream) {
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
