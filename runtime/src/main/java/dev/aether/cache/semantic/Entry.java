package dev.aether.cache.semantic;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One remembered question, with the answer that it shares with its group.
///
/// Fixed but for two notes that any thread may set: whether it was of use lately, and the last
/// question that it answered. Losing one of two notes set at the same time does no harm.
final class Entry<A> {
  private final long id;
  private final Namespace namespace;
  private final String text;
  private final Group<A> group;
  private final Instant stored;
  private final Instant expires;
  private final FlatIndex.Slot slot;
  private volatile boolean used;
  private volatile @Nullable Inquiry<A> served;

  Entry(
      long id,
      Namespace namespace,
      String text,
      Group<A> group,
      Instant stored,
      Instant expires,
      FlatIndex.Slot slot) {
    this.id = id;
    this.namespace = namespace;
    this.text = text;
    this.group = group;
    this.stored = stored;
    this.expires = expires;
    this.slot = slot;
  }

  long id() {
    return id;
  }

  Namespace namespace() {
    return namespace;
  }

  String text() {
    return text;
  }

  Group<A> group() {
    return group;
  }

  Instant stored() {
    return stored;
  }

  Instant expires() {
    return expires;
  }

  FlatIndex.Slot slot() {
    return slot;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(expires);
  }

  /// Notes that it answered a question.
  void served(Inquiry<A> question) {
    used = true;
    served = question;
  }

  /// Takes the last question that it answered: a second report of one wrong hit finds nothing.
  Optional<Inquiry<A>> takeServed() {
    var last = Optional.ofNullable(served);
    served = null;
    return last;
  }

  /// Whether it was of use since this was last asked.
  boolean takeUsed() {
    boolean was = used;
    used = false;
    return was;
  }
}
