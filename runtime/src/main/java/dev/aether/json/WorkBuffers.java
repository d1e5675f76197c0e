package dev.aether.json;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/// The buffers that documents are read and written with, by the thread that works with them: two
/// seldom want the same ones, so none waits for another, as they do for Jackson's own pool, which
/// is one queue for all. Safe for use by many threads.
final class WorkBuffers implements RecyclerPool<BufferRecycler> {
  private static final long serialVersionUID = 1;
  private static final int PLACES = 64;

  private final transient AtomicReferenceArray<@Nullable BufferRecycler> places =
      new AtomicReferenceArray<>(PLACES);

  private static int place() {
    return (int) Thread.currentThread().threadId() & PLACES - 1;
  }

  @Override
  public BufferRecycler acquirePooled() {
    BufferRecycler there = places.getAndSet(place(), null);
    return there == null ? new BufferRecycler() : there;
  }

  @Override
  public void releasePooled(BufferRecycler pooled) {
    places.set(place(), pooled);
  }

  @Override
  public int pooledCount() {
    int count = 0;
    for (int i = 0; i < PLACES; i++) {
      count += places.get(i) == null ? 0 : 1;
    }
    return count;
  }

  @Override
  public boolean clear() {
    for (int i = 0; i < PLACES; i++) {
      places.set(i, null);
    }
    return true;
  }
}
