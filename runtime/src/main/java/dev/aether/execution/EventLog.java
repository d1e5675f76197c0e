package dev.aether.execution;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.ExecutionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The events of one execution, in order, for any number of readers.
///
/// The n-th event has the number n, so the numbers have no gaps. The text of an answer under way is
/// not an event: it is kept once, as it stands, and each [Reader] takes the part that it has not
/// had. So a reader that stalls holds up nobody and costs no memory of its own.
///
/// Where events are kept on disk, a reader sees an event once it is there and not before; the
/// execution itself does not wait for that. What happens at once is handed over at once, so that
/// many events are kept as cheaply as one.
///
/// Safe for use by many threads; one of them writes.
public final class EventLog implements ExecutionListener {
  private static final int MOST_AT_ONCE = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final List<ExecutionEvent> events = new ArrayList<>();
  private final AnswersUnderWay answers = new AnswersUnderWay();
  private final Journal journal;
  private int handedOver; // events that the journal has
  private int visible; // events that readers may see
  private boolean ended; // among those that can be seen
  private boolean lost; // what happens is not told here any more, but heard from elsewhere

  /// Where the events of one execution are kept.
  @FunctionalInterface
  interface Journal {
    /// Keeps events that follow each other; does not wait.
    ///
    /// @param first the number of the first
    /// @param kept called once they are kept, on any thread; events are kept in order
    void keep(long first, List<ExecutionEvent> events, Runnable kept);
  }

  /// A log that is kept in memory only.
  public EventLog() {
    this((_, _, kept) -> kept.run());
  }

  EventLog(Journal journal) {
    this.journal = journal;
  }

  /// A log of which nothing more is told here.
  EventLog(List<ExecutionEvent> kept) {
    this(kept, (_, _, ready) -> ready.run());
    this.lost = true;
  }

  /// A log that goes on after what has been kept of it.
  EventLog(List<ExecutionEvent> kept, Journal journal) {
    this.journal = journal;
    this.events.addAll(kept);
    this.handedOver = kept.size();
    reveal(kept.size());
  }

  /// An event and its number, which counts from 1.
  public record Numbered(long number, ExecutionEvent event) {}

  /// Text of a node's answer that a reader has not had.
  ///
  /// @param fromStart whether it is all that there is so far
  /// @param at when its last part came
  public record Speech(String nodeId, String text, boolean fromStart, Duration at) {}

  /// What is new to a reader, but no more than so much at once.
  ///
  /// @param ended whether nothing more will come
  public record News(List<Numbered> events, List<Speech> speech, boolean ended) {
    /// Copies the lists.
    public News {
      events = List.copyOf(events);
      speech = List.copyOf(speech);
    }

    /// Whether there was nothing to tell within the time.
    public boolean nothing() {
      return events.isEmpty() && speech.isEmpty() && !ended;
    }
  }

  @Override
  public void on(ExecutionEvent event) {
    lock.lock();
    try {
      if (lost) {
        return;
      }
      if (event instanceof NodeText(var node, var text, var at)) {
        handOver();
        answers.add(node.id(), text, at);
        news.signalAll();
      } else if (Tellable.is(event)) {
        events.add(event);
        answers.heard(event);
        if (events.size() - handedOver >= MOST_AT_ONCE) {
          handOver();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void caughtUp() {
    lock.lock();
    try {
      handOver();
    } finally {
      lock.unlock();
    }
  }

  private void handOver() {
    int last = events.size();
    if (lost || last == handedOver) {
      return;
    }
    List<ExecutionEvent> fresh = List.copyOf(events.subList(handedOver, last));
    int first = handedOver + 1;
    handedOver = last;
    journal.keep(first, fresh, () -> kept(last));
  }

  private void kept(int number) {
    lock.lock();
    try {
      reveal(Math.min(number, events.size()));
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Another server has the execution: what is not kept has not happened, and the rest is heard
  /// from there.
  ///
  /// @return whether that is new
  boolean lose() {
    lock.lock();
    try {
      boolean first = !lost && !ended;
      if (first) {
        lost = true;
        events.subList(visible, events.size()).clear();
        answers.clear();
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// Whether another server has the execution.
  boolean isLost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /// Takes in what another server has kept; what is known is left as it is.
  ///
  /// @param after number of the event before them
  void hear(long after, List<ExecutionEvent> more) {
    lock.lock();
    try {
      for (int i = 0; i < more.size(); i++) {
        if (after + i == events.size() && !ended) {
          events.add(more.get(i));
          reveal(events.size());
        }
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void reveal(int number) {
    for (; visible < number; visible++) {
      ExecutionEvent event = events.get(visible);
      answers.visible(event);
      ended |= event instanceof ExecutionFinished;
    }
  }

  /// Everything that has happened so far, as far as it may be told.
  public List<ExecutionEvent> soFar() {
    lock.lock();
    try {
      return List.copyOf(events.subList(0, visible));
    } finally {
      lock.unlock();
    }
  }

  /// The number of the last event; 0 before the first.
  public long last() {
    lock.lock();
    try {
      return visible;
    } finally {
      lock.unlock();
    }
  }

  /// A reader that has had the events up to a number.
  public Reader after(long number) {
    return new Reader(number);
  }

  /// Reads along. Not for more than one thread.
  public final class Reader {
    private long had;
    private final Map<String, Integer> heard = new LinkedHashMap<>();

    private Reader(long had) {
      this.had = Math.max(0, had);
    }

    /// Waits until there is something new, or the time is over.
    public News next(Duration atMost) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        long left = atMost.toNanos();
        while (had >= visible && !answers.hasMore(heard) && !ended && left > 0) {
          left = news.awaitNanos(left);
        }
        List<Numbered> fresh = new ArrayList<>();
        for (; had < visible && fresh.size() < MOST_AT_ONCE; had++) {
          fresh.add(new Numbered(had + 1, events.get((int) had)));
        }
        // Who is behind has not been told which nodes speak.
        boolean abreast = had >= visible;
        return new News(fresh, abreast ? answers.fresh(heard) : List.of(), abreast && ended);
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits until the execution has ended, or the time is over; says which.
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!ended && left > 0) {
        left = news.awaitNanos(left);
      }
      return ended;
    } finally {
      lock.unlock();
    }
  }
}
