package dev.aether.caller;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/// The keys that are in force. Every look-up compares the digest of what was sent with every key's,
/// each in constant time, so how long it takes says nothing about any of them.
final class KeyRing implements Callers {
  private final List<Entry> entries;
  private final BiPredicate<byte[], byte[]> equal;

  private static final class Entry {
    private final Caller caller;
    private final byte[] digest;
    private final Optional<TokenBucket> bucket;

    Entry(CallerKey key, Optional<TokenBucket> bucket) {
      this.caller = key.caller();
      this.digest = HexFormat.of().parseHex(key.sha256());
      this.bucket = bucket;
    }
  }

  private KeyRing(List<Entry> entries, BiPredicate<byte[], byte[]> equal) {
    this.entries = entries;
    this.equal = equal;
  }

  static KeyRing of(List<CallerKey> keys, LongSupplier nanoTime) {
    return of(keys, nanoTime, MessageDigest::isEqual);
  }

  static KeyRing of(
      List<CallerKey> keys, LongSupplier nanoTime, BiPredicate<byte[], byte[]> equal) {
    return new KeyRing(
        keys.stream().map(key -> entry(key, Optional.empty(), nanoTime)).toList(), equal);
  }

  /// Other keys; one that stays, with the limit that it had, keeps what it has used of it.
  KeyRing replacedBy(List<CallerKey> keys, LongSupplier nanoTime) {
    Map<String, TokenBucket> buckets = new HashMap<>();
    entries.forEach(entry -> entry.bucket.ifPresent(b -> buckets.put(entry.caller.name(), b)));
    return new KeyRing(
        keys.stream()
            .map(key -> entry(key, Optional.ofNullable(buckets.get(key.name())), nanoTime))
            .toList(),
        equal);
  }

  private static Entry entry(CallerKey key, Optional<TokenBucket> before, LongSupplier nanoTime) {
    Optional<TokenBucket> bucket =
        key.requestsPerMinute().isEmpty()
            ? Optional.empty()
            : before
                .filter(old -> old.perMinute() == key.requestsPerMinute().getAsInt())
                .or(() ->
                    Optional.of(new TokenBucket(key.requestsPerMinute().getAsInt(), nanoTime)));
    return new Entry(key, bucket);
  }

  int size() {
    return entries.size();
  }

  @Override
  public Identification identify(Optional<String> key) {
    if (key.isEmpty()) {
      return new Unknown();
    }
    byte[] digest = KeyDigest.of(key.get());
    Optional<Entry> found = Optional.empty();
    for (Entry entry : entries) { // to the end, whatever is found
      if (equal.test(entry.digest, digest)) {
        found = Optional.of(entry);
      }
    }
    return found.map(KeyRing::admitted).orElse(new Unknown());
  }

  private static Identification admitted(Entry entry) {
    if (entry.bucket.isEmpty()) {
      return new Known(entry.caller, Optional.empty());
    }
    TokenBucket.Taking taking = entry.bucket.get().take();
    return taking.granted()
        ? new Known(entry.caller, Optional.of(taking.left()))
        : new Exhausted(entry.caller, taking.left());
  }
}
