package dev.aether.cache.semantic;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator.SplittableGenerator;

/// One [Judgement] for each name that is learnt under and each budget. A budget of its own means
/// labels of its own: the cut decides what is labelled. The one not used for longest is dropped
/// when there are too many; it would start again from the prior.
final class Judgements {
  /// What tells judgements apart.
  record Key(String owner, String learning, double maxErrorRate) {}

  private final Prior prior;
  private final int limit;
  private final SplittableGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Judgement> all = new LinkedHashMap<>(16, 0.75f, true);

  Judgements(Prior prior, int limit, SplittableGenerator random) {
    this.prior = prior;
    this.limit = limit;
    this.random = random;
  }

  Judgement of(Namespace namespace, double maxErrorRate) {
    var key = new Key(namespace.owner(), namespace.learning(), maxErrorRate);
    lock.lock();
    try {
      Judgement known = all.get(key);
      if (known == null) {
        known = new Judgement(prior, maxErrorRate, random.split());
        put(key, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /// Writes all, the one not used for longest first.
  void write(DataOutputStream out) throws IOException {
    Map<Key, Judgement> copy = copy();
    out.writeInt(copy.size());
    for (var each : copy.entrySet()) {
      out.writeUTF(each.getKey().owner());
      out.writeUTF(each.getKey().learning());
      out.writeDouble(each.getKey().maxErrorRate());
      each.getValue().write(out);
    }
  }

  /// Reads what was written; changes nothing if it cannot be read to its end.
  void read(DataInputStream in) throws IOException {
    Map<Key, Judgement> found = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      var key = new Key(in.readUTF(), in.readUTF(), in.readDouble());
      var judgement = new Judgement(prior, key.maxErrorRate(), random.split());
      judgement.read(in);
      found.put(key, judgement);
    }
    lock.lock();
    try {
      found.forEach(this::put);
    } finally {
      lock.unlock();
    }
  }

  private void put(Key key, Judgement judgement) {
    all.put(key, judgement);
    if (all.size() > limit) {
      all.remove(all.keySet().iterator().next());
    }
  }

  private Map<Key, Judgement> copy() {
    lock.lock();
    try {
      return new LinkedHashMap<>(all);
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what was learnt from these owners' questions.
  void clear(Predicate<String> owners) {
    lock.lock();
    try {
      all.keySet().removeIf(key -> owners.test(key.owner()));
    } finally {
      lock.unlock();
    }
  }

  /// The numbers of each of these owners.
  List<SemanticStats.Learning> summaries(Predicate<String> owners) {
    return copy().entrySet().stream()
        .filter(each -> owners.test(each.getKey().owner()))
        .map(each -> each.getValue().summary(each.getKey()))
        .toList();
  }
}
