package dev.aether.execution.sql;

import dev.aether.execution.ExecutionStore.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes by one thread, as many changes in one transaction as have come together while the last
/// one was on its way to the disk (DeWitt et al. 1984, "Implementation techniques for main memory
/// database systems": group commit). Changes are made in the order in which they were handed in.
///
/// A commit costs many times what a change costs. So what nobody waits for waits itself, for a
/// moment, for others to go with.
///
/// What the database refuses stays in the queue and is tried again every second: the disk may have
/// room again. Meanwhile nothing more is accepted, so the queue is bounded by what runs already.
///
/// Who was told that a change is not made must not find it made later. So where that is in doubt,
/// because the commit failed and not the change, the change is undone as soon as that can be
/// written.
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether.store");
  private static final int MOST_TOGETHER = 2_000;
  private static final long RETRY_MILLIS = 1_000;
  private static final long COMPANY_MILLIS = 5; // what may be called again after a crash

  private final Transactions transactions;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Deque<Write> queue = new ArrayDeque<>();
  private final Thread thread;
  private @Nullable String trouble;
  private boolean closing;
  private boolean hurry; // somebody waits for what is in the queue

  GroupCommit(Database database) {
    this.transactions = new Transactions(database);
    this.thread = Thread.ofPlatform().name("store").daemon(true).start(this::run);
  }

  /// Writes; does not wait.
  void write(Write write) {
    lock.lock();
    try {
      queue.add(write);
      hurry |= write.urgent();
      if (hurry || queue.size() == 1) {
        work.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Makes a change, and waits until it is on disk.
  ///
  /// @param undo makes it as if it had never been made
  /// @throws Unavailable if it is not made now; nor will it be later
  /// @throws InterruptedException if the caller does not wait any more; nor will it have been made
  void await(Write.OwnChange change, Write.Change undo) throws Unavailable, InterruptedException {
    var asked = new Write.Asked(change, undo, new CompletableFuture<>());
    ask(asked);
    try {
      asked.end().get();
    } catch (InterruptedException given) {
      write(new Write.Chore(undo));
      throw given;
    } catch (ExecutionException refused) {
      throw new Unavailable(refusal(refused), refused);
    }
  }

  /// Writes, without waiting.
  ///
  /// @throws Unavailable if it is known at once that it is not written
  void ask(Write.Told told) throws Unavailable {
    lock.lock();
    try {
      if (trouble != null || closing) {
        throw new Unavailable(trouble == null ? "the store is closed" : trouble, new Throwable());
      }
      write(told);
    } finally {
      lock.unlock();
    }
  }

  private static String refusal(ExecutionException refused) {
    Throwable cause = refused.getCause();
    return "the store cannot be written: " + (cause == null ? refused : cause).getMessage();
  }

  Optional<String> trouble() {
    lock.lock();
    try {
      return Optional.ofNullable(trouble);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<Write> together = new ArrayList<>();
    try {
      while (take(together)) {
        commit(together);
        together.clear(); // what is left is given up, for the store closes
      }
    } catch (InterruptedException _) {
      LOG.log(Level.DEBUG, "the store's writer was interrupted");
    } catch (RuntimeException defect) {
      LOG.log(Level.ERROR, "the store's writer met a defect; nothing is kept any more", defect);
      giveUp("the store's writer met a defect: " + defect);
    } finally {
      abandon(together);
    }
  }

  /// Nothing is written any more, and whoever asks is told why.
  private void giveUp(String why) {
    lock.lock();
    try {
      trouble = why;
      closing = true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for changes.
  ///
  /// @return whether there are any; there are none when the store closes
  private boolean take(List<Write> together) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (queue.isEmpty() && !closing) {
        work.await();
      }
      long left = TimeUnit.MILLISECONDS.toNanos(COMPANY_MILLIS);
      while (!hurry && !closing && left > 0) {
        left = work.awaitNanos(left);
      }
      while (!queue.isEmpty() && together.size() < MOST_TOGETHER) {
        together.add(queue.remove());
      }
      hurry &= !queue.isEmpty();
      return !together.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Write> together) throws InterruptedException {
    while (!together.isEmpty()) {
      try {
        transactions.make(together);
        together.clear();
        recovered();
      } catch (SQLException refused) {
        refuse(together, refused);
        if (pause()) {
          return;
        }
      }
    }
    letTheNextFindOut();
  }

  /// Who waits is told, and its change is not made; what nobody waits for stays to be tried again.
  private void refuse(List<Write> together, SQLException why) {
    String said = "the store cannot be written: " + why.getMessage();
    List<Write.Told> told = told(together);
    lock.lock();
    try {
      if (trouble == null) {
        LOG.log(Level.ERROR, said);
      }
      trouble = said;
      if (why instanceof Database.InDoubt) {
        // First, so that what was to follow finds nothing that it could follow.
        told.forEach(write -> together.addFirst(new Write.Chore(write.undo())));
      }
      told.addAll(told(queue)); // they came before the trouble was known
    } finally {
      lock.unlock();
    }
    told.forEach(write -> write.end().completeExceptionally(why));
  }

  /// Takes out what somebody waits for.
  private static List<Write.Told> told(Iterable<Write> writes) {
    List<Write.Told> told = new ArrayList<>();
    for (var each = writes.iterator(); each.hasNext(); ) {
      if (each.next() instanceof Write.Told write) {
        told.add(write);
        each.remove();
      }
    }
    return told;
  }

  private void recovered() {
    lock.lock();
    try {
      if (trouble != null) {
        LOG.log(Level.INFO, "the store can be written again");
      }
      trouble = null;
    } finally {
      lock.unlock();
    }
  }

  /// Nothing is left to be tried again, so whoever comes next is the try.
  private void letTheNextFindOut() {
    lock.lock();
    try {
      trouble = null;
    } finally {
      lock.unlock();
    }
  }

  /// Waits before another try.
  ///
  /// @return whether the store closes meanwhile
  private boolean pause() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
      while (!closing && left > 0) {
        left = work.awaitNanos(left);
      }
      return closing;
    } finally {
      lock.unlock();
    }
  }

  private void abandon(List<Write> together) {
    var closed = new SQLException("the store is closed");
    List<Write.Told> waiting = told(together);
    lock.lock();
    try {
      waiting.addAll(told(queue));
      queue.clear();
    } finally {
      lock.unlock();
    }
    waiting.forEach(write -> write.end().completeExceptionally(closed));
  }

  /// Writes what has been handed in, and ends.
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
