package dev.aether.cache.semantic;

import dev.aether.cache.semantic.Posterior.Observation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// What has been learnt where one author's questions come in: labels, the posterior fitted to them,
/// the window of last requests, and the cut.
///
/// Safe for threads. The lock is held for microseconds; the posterior is refitted outside of it, by
/// the thread whose label made it due, while others go on with the old one.
final class Judgement {
  private static final int LABELS_KEPT = 4000;
  private static final int WINDOW = 1500;
  private static final float[] NOTHING = {};

  /// What to do with a candidate.
  ///
  /// @param probability that its answer is right
  /// @param serve whether that is enough
  /// @param audit whether the hit is to be checked in the background
  record Decision(double probability, boolean serve, boolean audit) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Cut cut;
  private final RandomGenerator random;
  private final Deque<Observation> labels = new ArrayDeque<>();
  private final Deque<float[]> window = new ArrayDeque<>();
  private Posterior posterior;
  private long requests;
  private long hits;
  private long seen;
  private long fittedAt;
  private boolean fitting;

  Judgement(Prior prior, double budget, RandomGenerator random) {
    this.posterior = Posterior.of(prior);
    this.cut = new Cut(budget);
    this.random = random;
  }

  /// Counts a request for which there is no candidate, or a vetoed one.
  void nothing() {
    lock.lock();
    try {
      count(NOTHING);
    } finally {
      lock.unlock();
    }
  }

  /// Decides on a candidate, and counts the request.
  Decision decide(Evidence evidence) {
    float[] row = evidence.row();
    lock.lock();
    try {
      count(row);
      double probability = posterior.probability(row);
      boolean serve = probability >= cut.lambda();
      boolean audit = serve && cut.draw(random, hits);
      hits += serve ? 1 : 0;
      return new Decision(probability, serve, audit);
    } finally {
      lock.unlock();
    }
  }

  private void count(float[] row) {
    window.addLast(row);
    if (window.size() > WINDOW) {
      window.removeFirst();
    }
    if (++requests % Cut.EVERY == 0) {
      chooseAgain();
    }
  }

  private void chooseAgain() {
    if (window.size() >= Cut.EVERY) { // after a restart the window fills anew
      cut.choose(probabilities());
    }
  }

  private double[] probabilities() {
    return window.stream()
        .mapToDouble(row -> row.length == 0 ? 0 : posterior.probability(row))
        .toArray();
  }

  /// Takes in a label of a miss, or of a report.
  void label(Evidence evidence, boolean same) {
    add(new Observation(evidence.row(), same, 1));
  }

  /// Takes in what an audit found of a hit that was served with some probability.
  void audited(Evidence evidence, double probability, boolean same) {
    double stands;
    lock.lock();
    try {
      cut.audited(probability, !same);
      stands = Math.min(4, 1 / Cut.auditRate(hits)); // for the hits that were not audited
    } finally {
      lock.unlock();
    }
    add(new Observation(evidence.row(), same, stands));
  }

  private void add(Observation label) {
    Optional<List<Observation>> due;
    Posterior before;
    lock.lock();
    try {
      labels.addLast(label);
      if (labels.size() > LABELS_KEPT) {
        labels.removeFirst();
      }
      seen++;
      due = dueForFitting();
      before = posterior;
    } finally {
      lock.unlock();
    }
    if (due.isPresent()) {
      Posterior after = before;
      try {
        after = before.fitted(due.get());
      } finally {
        publish(after);
      }
    }
  }

  private Optional<List<Observation>> dueForFitting() {
    if (fitting || seen < fittedAt + Math.max(20, Math.min(fittedAt / 10, LABELS_KEPT / 10))) {
      return Optional.empty();
    }
    fitting = true;
    fittedAt = seen;
    return Optional.of(new ArrayList<>(labels));
  }

  private void publish(Posterior fitted) {
    lock.lock();
    try {
      posterior = fitted;
      fitting = false;
      chooseAgain();
    } finally {
      lock.unlock();
    }
  }

  /// Writes what was learnt; not the window, which is about the last minutes.
  void write(DataOutputStream out) throws IOException {
    lock.lock();
    try {
      out.writeLong(requests);
      out.writeLong(hits);
      cut.write(out);
      out.writeInt(labels.size());
      for (Observation label : labels) {
        out.writeBoolean(label.same());
        out.writeDouble(label.weight());
        for (float number : label.row()) {
          out.writeFloat(number);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes up what was written; called before any thread knows this judgement.
  void read(DataInputStream in) throws IOException {
    lock.lock();
    try {
      requests = in.readLong();
      hits = in.readLong();
      cut.read(in);
      for (int left = in.readInt(); left > 0; left--) {
        boolean same = in.readBoolean();
        double weight = in.readDouble();
        float[] row = new float[Evidence.NAMES.size()];
        for (int i = 0; i < row.length; i++) {
          row[i] = in.readFloat();
        }
        labels.addLast(new Observation(row, same, weight));
      }
      seen = labels.size();
      fittedAt = seen;
      posterior = posterior.fitted(List.copyOf(labels));
    } finally {
      lock.unlock();
    }
  }

  /// Its numbers now.
  SemanticStats.Learning summary(Judgements.Key key) {
    lock.lock();
    try {
      return new SemanticStats.Learning(
          key.learning(),
          key.maxErrorRate(),
          requests,
          hits,
          cut.audits(),
          cut.wrongAudits(),
          cut.estimatedError(probabilities()),
          cut.lambda());
    } finally {
      lock.unlock();
    }
  }
}
