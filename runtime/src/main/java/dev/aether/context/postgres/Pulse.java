package dev.aether.context.postgres;

import dev.aether.postgres.PostgresPool;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/// Finds out every second whether the database answers, so that whoever wants to know need not ask
/// it, and a server that nobody asks anything knows as well.
final class Pulse implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether.contexts");
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final PostgresPool pool;
  private final Thread thread;
  private volatile boolean away;

  /// @param pool which is not closed here
  Pulse(PostgresPool pool) {
    this.pool = pool;
    this.thread = Thread.ofVirtual().name("contexts pulse").start(this::untilClosed);
  }

  Optional<String> trouble() {
    return away ? Optional.of(pool.address().shown() + " cannot be reached") : Optional.empty();
  }

  private void untilClosed() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        away = !answers();
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private boolean answers() throws InterruptedException {
    try (Connection connection = pool.connection();
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException broken) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LOG.log(Level.DEBUG, "contexts cannot be reached for now", broken);
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
