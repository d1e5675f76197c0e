package dev.aether.execution.sqlite;

import dev.aether.execution.ExecutionStore.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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
/// What the disk refuses stays in the queue and is tried again every second: the disk may have room
/// again. Meanwhile nothing more is accepted, so the queue is bounded by what runs already.
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether.store");
  private static final int MOST_TOGETHER = 2_000;
  private static final long RETRY_MILLIS = 1_000;

  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Deque<Write> queue = new ArrayDeque<>();
  private final Thread thread;
  private @Nullable String trouble;
  private boolean closing;

  /// A change of the database.
  @FunctionalInterface
  interface Change {
    void make(Connection connection) throws SQLException;
  }

  /// @param awaited whether somebody waits, who is told if the disk refuses
  private record Write(
      Change change, Runnable done, boolean awaited, CompletableFuture<Void> end) {}

  /// @param connection for this writer alone
  GroupCommit(Connection connection) {
    this.connection = connection;
    this.thread = Thread.ofPlatform().name("store").daemon(true).start(this::run);
  }

  /// Makes a change; does not wait.
  ///
  /// @param done called when it is on disk
  void write(Change change, Runnable done) {
    enqueue(new Write(change, done, false, new CompletableFuture<>()));
  }

  /// Makes a change, and waits until it is on disk.
  ///
  /// @throws Unavailable if the disk does not take it now; then it is not made
  void await(Change change) throws Unavailable, InterruptedException {
    var end = new CompletableFuture<Void>();
    lock.lock();
    try {
      if (trouble != null || closing) {
        throw new Unavailable(trouble == null ? "the store is closed" : trouble, new Throwable());
      }
      enqueue(new Write(change, () -> {}, true, end));
    } finally {
      lock.unlock();
    }
    try {
      end.get();
    } catch (ExecutionException refused) {
      throw new Unavailable(refusal(refused), refused);
    }
  }

  private static String refusal(ExecutionException refused) {
    Throwable cause = refused.getCause();
    return "the store cannot be written: " + (cause == null ? refused : cause).getMessage();
  }

  private void enqueue(Write write) {
    lock.lock();
    try {
      queue.add(write);
      work.signal();
    } finally {
      lock.unlock();
    }
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
        together.clear();
      }
    } catch (InterruptedException _) {
      LOG.log(Level.DEBUG, "the store's writer was interrupted");
    } finally {
      abandon(together);
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
      while (!queue.isEmpty() && together.size() < MOST_TOGETHER) {
        together.add(queue.remove());
      }
      return !together.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Write> together) throws InterruptedException {
    while (true) {
      try {
        for (Write write : together) {
          write.change().make(connection);
        }
        connection.commit();
        recovered();
        for (Write write : together) {
          write.done().run();
          write.end().complete(null);
        }
        return;
      } catch (SQLException refused) {
        rollBack();
        refuse(together, refused);
        if (pause()) {
          return;
        }
        if (together.isEmpty()) {
          letTheNextFindOut();
          return;
        }
      }
    }
  }

  /// Who waits is told, and its change is not made; what nobody waits for stays to be tried again.
  private void refuse(List<Write> together, SQLException why) {
    String said = "the store cannot be written: " + why.getMessage();
    lock.lock();
    try {
      if (trouble == null) {
        LOG.log(Level.ERROR, said);
      }
      trouble = said;
      tell(queue, why); // they came before the trouble was known
    } finally {
      lock.unlock();
    }
    tell(together, why);
  }

  private static void tell(Collection<Write> writes, SQLException why) {
    writes.removeIf(write -> write.awaited() && write.end().completeExceptionally(why));
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

  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException again) {
      LOG.log(Level.DEBUG, "nothing to roll back", again);
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
    together.forEach(
        write -> write.end().completeExceptionally(new SQLException("the store is closed")));
    lock.lock();
    try {
      queue.forEach(
          write -> write.end().completeExceptionally(new SQLException("the store is closed")));
      queue.clear();
    } finally {
      lock.unlock();
    }
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
