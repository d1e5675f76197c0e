package dev.aether.execution.postgres;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import dev.aether.execution.sql.Database;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The lease of this server: a task that it works on until it goes. Its name is the owner of the
/// executions here. A server that has lost its lease takes a new one, of another name.
///
/// Leases are not addressed to anybody: whoever needs one puts one up, and whoever has none takes
/// one. A server that has one already takes away what it finds.
final class Lease {
  private static final Logger LOG = System.getLogger("aether.store");
  private static final Duration UNTIL_PUT_UP_AGAIN = Duration.ofMillis(300);
  private static final String CONFIRM =
      """
      SELECT 1 FROM tasks WHERE task_name = 'server' AND task_instance = ? AND picked
      FOR KEY SHARE
      """;

  static final String TASK = "server";

  private final Database database;
  private final Duration heartbeat;
  private final LongSupplier nanoTime;
  private final Supplier<String> ids;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable String held;
  private boolean leaving;
  private final Consumer<String> onLost;
  private volatile long steadySince;
  private volatile long lastSign;

  /// Ends a lease and lets others have its executions.
  @FunctionalInterface
  interface Release {
    /// Does it.
    ///
    /// @param seen when its last sign of life was; empty for the own lease
    /// @return whether it was there, and still as silent
    boolean of(String owner, Optional<Instant> seen) throws SQLException;
  }

  /// @param onLost told the lease that others have ended
  Lease(
      Database database,
      Duration heartbeat,
      PostgresStore.Sources sources,
      Consumer<String> onLost) {
    this.onLost = onLost;
    this.database = database;
    this.heartbeat = heartbeat;
    this.nanoTime = sources.nanoTime();
    this.ids = sources.ids();
    this.steadySince = nanoTime.getAsLong();
    this.lastSign = steadySince;
  }

  /// From now on there is a lease, or one is put up.
  void keep(Consumer<String> putUp) {
    Thread.ofVirtual().name("store lease").start(() -> untilLeaving(putUp));
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(10);
      while (held == null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void untilLeaving(Consumer<String> putUp) {
    while (needed()) {
      try {
        putUp.accept(ids.get());
      } catch (RuntimeException later) { // the library wraps what the database says
        LOG.log(Level.DEBUG, "no lease for now", later);
      }
      lock.lock();
      try {
        changed.await(UNTIL_PUT_UP_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        return; // nobody interrupts it
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits until a lease is needed.
  ///
  /// @return whether one is, or the server leaves
  private boolean needed() {
    lock.lock();
    try {
      while (held != null && !leaving) {
        changed.awaitUninterruptibly();
      }
      return !leaving;
    } finally {
      lock.unlock();
    }
  }

  /// Works on a lease that was found.
  CompletionHandler<Void> hold(String id) {
    lock.lock();
    try {
      if (held != null || leaving) {
        return new CompletionHandler.OnCompleteRemove<>();
      }
      held = id;
      changed.signalAll();
      while (id.equals(held) && !leaving) {
        changed.awaitUninterruptibly();
      }
      return (_, _) -> {}; // whoever ended it has removed it
    } finally {
      lock.unlock();
    }
  }

  Optional<String> held() {
    lock.lock();
    try {
      return Optional.ofNullable(held);
    } finally {
      lock.unlock();
    }
  }

  /// The lease, which is not ended before the transaction is.
  Optional<String> confirmed(Connection connection) throws SQLException {
    Optional<String> mine = held();
    if (mine.isEmpty()) {
      return mine;
    }
    try (PreparedStatement select = connection.prepareStatement(CONFIRM)) {
      select.setString(1, mine.get());
      try (ResultSet row = select.executeQuery()) {
        if (row.next()) {
          return mine;
        }
      }
    }
    lose(mine.get());
    return Optional.empty();
  }

  private void lose(String id) {
    lock.lock();
    try {
      if (id.equals(held)) {
        LOG.log(Level.WARNING, "this server was taken for dead; what it ran goes on elsewhere");
        held = null;
        changed.signalAll();
        Thread.ofVirtual().start(() -> onLost.accept(id));
      }
    } finally {
      lock.unlock();
    }
  }

  /// A sign of life was written, or not: it has been tried.
  void sign() {
    long now = nanoTime.getAsLong();
    if (late(now)) {
      steadySince = now;
    }
    lastSign = now;
  }

  /// Four signs are given in a heartbeat.
  private boolean late(long now) {
    return now - lastSign > heartbeat.toNanos() / 2;
  }

  /// A sign of life was not written: because the database is away, or because the lease is gone.
  void silent(String id) {
    steadySince = nanoTime.getAsLong();
    Optional<String> mine = held();
    if (mine.filter(id::equals).isPresent()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              database.read(this::confirmed);
            } catch (SQLException away) {
              LOG.log(Level.DEBUG, "a sign of life was not written", away);
            }
          });
    }
  }

  /// Another lease shows no life any more. That only counts if this server itself has been seen to
  /// live all the time: else it may be the database that was away.
  void ofDead(String id, Instant seen, Release release) {
    long now = nanoTime.getAsLong();
    boolean steady = now - steadySince >= heartbeat.toNanos() && !late(now);
    if (held().filter(id::equals).isPresent() || !steady) {
      return;
    }
    try {
      if (release.of(id, Optional.of(seen))) {
        LOG.log(Level.WARNING, "a server is taken for dead; others go on with its executions");
      }
    } catch (SQLException later) {
      LOG.log(Level.DEBUG, "a dead server's executions are not free yet", later);
    }
  }

  /// Gives the lease back.
  void leave(Release release) {
    Optional<String> mine = held();
    try {
      if (mine.isPresent()) {
        release.of(mine.get(), Optional.empty());
      }
    } catch (SQLException away) {
      LOG.log(Level.DEBUG, "the lease is not given back; it ends by itself", away);
    }
    lock.lock();
    try {
      leaving = true;
      held = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
