package dev.aether.llm;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The beginnings of prompts that were sent lately: hashes only. What was not used for longest is
/// forgotten first. Safe for use by many threads.
public final class PrefixMemory {
  private final int most;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Name, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /// A beginning: whose, where, and its hash.
  record Name(String tenant, String provider, String model, String hash) {}

  private static final class Entry {
    int sightings;
    long seenAt;
    boolean written;
    long writtenAt;
    int tokens = -1;
  }

  /// @param most that are remembered
  /// @param nanoTime monotonic clock
  public PrefixMemory(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
  }

  /// Notes that a prefix is about to be sent.
  ///
  /// @param life how long a provider keeps it; what was sent longer ago does not count
  /// @return how often it was sent before, each time no longer than that after the last
  int see(Name name, Duration life) {
    lock.lock();
    try {
      Entry entry = entry(name);
      long now = nanoTime.getAsLong();
      if (now - entry.seenAt >= life.toNanos()) {
        entry.sightings = 0;
      }
      entry.seenAt = now;
      return entry.sightings++;
    } finally {
      lock.unlock();
    }
  }

  /// Notes that an answer over a prefix has begun, so that the provider has it.
  void begun(Name name) {
    lock.lock();
    try {
      Entry entry = entry(name);
      entry.written = true;
      entry.writtenAt = nanoTime.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  /// Whether the provider should still have a prefix.
  boolean readable(Name name, Duration life) {
    lock.lock();
    try {
      Entry entry = entries.get(name);
      return entry != null
          && entry.written
          && nanoTime.getAsLong() - entry.writtenAt < life.toNanos();
    } finally {
      lock.unlock();
    }
  }

  /// The length of a prefix in tokens; counted once.
  int tokens(Name name, IntSupplier count) {
    int known = knownTokens(name);
    if (known >= 0) {
      return known;
    }
    int counted = count.getAsInt(); // outside of the lock, since it takes its time
    lock.lock();
    try {
      entry(name).tokens = counted;
    } finally {
      lock.unlock();
    }
    return counted;
  }

  private int knownTokens(Name name) {
    lock.lock();
    try {
      Entry entry = entries.get(name);
      return entry == null ? -1 : entry.tokens;
    } finally {
      lock.unlock();
    }
  }

  private Entry entry(Name name) {
    Entry entry = entries.computeIfAbsent(name, _ -> new Entry());
    if (entries.size() > most) {
      entries.pollFirstEntry();
    }
    return entry;
  }

  /// How many are remembered.
  public long size() {
    return count(_ -> true);
  }

  /// How many of a tenant are remembered.
  public long size(String tenant) {
    return count(name -> name.tenant().equals(tenant));
  }

  private long count(Predicate<Name> which) {
    lock.lock();
    try {
      return entries.keySet().stream().filter(which).count();
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what was sent. The provider keeps it all the same, until its time is over.
  ///
  /// @return how many were forgotten
  public long forget() {
    return remove(_ -> true);
  }

  /// Forgets what was sent for a tenant.
  ///
  /// @return how many were forgotten
  public long forget(String tenant) {
    return remove(name -> name.tenant().equals(tenant));
  }

  private long remove(Predicate<Name> which) {
    lock.lock();
    try {
      long before = entries.size();
      entries.keySet().removeIf(which);
      return before - entries.size();
    } finally {
      lock.unlock();
    }
  }
}
