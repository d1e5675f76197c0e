package dev.aether.execution;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import dev.aether.engine.ExecutionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The events of one execution, in order, for any number of readers.
///
/// The n-th event has the number n, so the numbers have no gaps. The text of an answer under way is
/// not an event: it is kept once, as it stands, and each [Reader] takes the part that it has not
/// had. So a reader that stalls holds up nobody and costs no memory of its own.
///
/// Where events are kept on disk, a reader sees an event once it is there and not before; the
/// execution itself does not wait for that.
///
/// Safe for use by many threads; one of them writes.
public final class EventLog implements ExecutionListener {
  private static final int MOST_AT_ONCE = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final List<ExecutionEvent> events = new ArrayList<>();
  private final Map<String, Said> speaking = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>(); // nodes whose start can be seen
  private final Journal journal;
  private int visible; // events that readers may see
  private boolean ended; // among those that can be seen
  private boolean lost; // what happens is not told here any more, but heard from elsewhere

  /// Where the events of one execution are kept.
  @FunctionalInterface
  interface Journal {
    /// Keeps an event; does not wait.
    ///
    /// @param kept called once it is kept, on any thread; events are kept in order
    void keep(long number, ExecutionEvent event, Runnable kept);
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
        speaking.computeIfAbsent(node.id(), _ -> new Said()).add(text, at);
        news.signalAll();
      } else if (Tellable.is(event)) {
        events.add(event);
        int number = events.size();
        quiet(event);
        journal.keep(number, event, () -> kept(number));
      }
    } finally {
      lock.unlock();
    }
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
        speaking.clear();
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
      switch (events.get(visible)) {
        case ExecutionEvent.NodeStarted(var node, _, _, _) -> begun.add(node.id());
        case ExecutionFinished _ -> ended = true;
        case ExecutionEvent.ExecutionStarted _,
            NodeText _,
            NodeCall _,
            NodeSucceeded _,
            NodeFailed _,
            NodeSkipped _ -> {}
      }
    }
  }

  private void quiet(ExecutionEvent event) {
    switch (event) {
      case NodeSucceeded(var node, _, _, _) -> speaking.remove(node.id());
      case NodeFailed(var node, _, _, _) -> speaking.remove(node.id());
      case NodeSkipped(var node, _, _, _, _) -> speaking.remove(node.id());
      case ExecutionFinished _,
          ExecutionEvent.ExecutionStarted _,
          ExecutionEvent.NodeStarted _,
          ExecutionEvent.NodeText _,
          ExecutionEvent.NodeCall _ -> {}
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
        while (had >= visible && !speechWaits() && !ended && left > 0) {
          left = news.awaitNanos(left);
        }
        List<Numbered> fresh = new ArrayList<>();
        for (; had < visible && fresh.size() < MOST_AT_ONCE; had++) {
          fresh.add(new Numbered(had + 1, events.get((int) had)));
        }
        // Who is behind has not been told which nodes speak.
        boolean abreast = had >= visible;
        return new News(fresh, abreast ? speech() : List.of(), abreast && ended);
      } finally {
        lock.unlock();
      }
    }

    private boolean speechWaits() {
      return speaking.entrySet().stream()
          .anyMatch(e ->
              begun.contains(e.getKey())
                  && e.getValue().length() > heard.getOrDefault(e.getKey(), 0));
    }

    private List<Speech> speech() {
      List<Speech> fresh = new ArrayList<>();
      speaking.forEach((id, said) -> {
        int from = heard.getOrDefault(id, 0);
        if (begun.contains(id) && said.length() > from) {
          fresh.add(new Speech(id, said.from(from), from == 0, said.at()));
          heard.put(id, said.length());
        }
      });
      heard.keySet().retainAll(speaking.keySet());
      return fresh;
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
