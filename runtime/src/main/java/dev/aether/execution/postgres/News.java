package dev.aether.execution.postgres;

import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.postgres.PostgresAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// Hears what servers tell each other, over a connection of its own. What is told while there is
/// none is not heard, so with each new one everything is looked up.
final class News implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether.store");
  private static final Duration PAUSE = Duration.ofMillis(250);

  static final String CHANNEL = "aether_executions";

  /// Before the names of executions with new events.
  static final String CHANGED = "e";

  /// Before the name of an execution that is to stop.
  static final String STOP = "s";

  private final PostgresDatabase database;
  private final PostgresAddress address;
  private final int silenceMillis;
  private @Nullable Thread thread;
  private volatile boolean away;
  private volatile boolean closing;

  /// @param silence after which it is found out whether the connection still is one
  News(PostgresDatabase database, PostgresAddress address, Duration silence) {
    this.database = database;
    this.address = address;
    this.silenceMillis = (int) silence.toMillis();
  }

  Optional<String> trouble() {
    return away ? Optional.of(address.shown() + " cannot be reached") : Optional.empty();
  }

  void listen(Attendant attendant) {
    thread = Thread.ofVirtual().name("store news").start(() -> untilClosed(attendant));
  }

  private void untilClosed(Attendant attendant) {
    while (!closing) {
      try (Connection connection =
          DriverManager.getConnection(address.jdbc(), address.properties())) {
        listen(connection, attendant);
      } catch (SQLException broken) {
        LOG.log(Level.DEBUG, "no news of executions for now", broken);
        away = true;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        return; // closed
      }
    }
  }

  private void listen(Connection connection, Attendant attendant) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      PGConnection postgres = connection.unwrap(PGConnection.class);
      away = false;
      attendant.missed();
      while (!closing) {
        database.toBeStopped().forEach(attendant::stop);
        PGNotification[] heard = postgres.getNotifications(silenceMillis);
        if (heard == null || heard.length == 0) {
          statement.execute("SELECT 1"); // is anybody there?
        } else {
          tell(heard, attendant);
        }
      }
    }
  }

  private static void tell(PGNotification[] heard, Attendant attendant) {
    Set<String> changed = new LinkedHashSet<>();
    for (PGNotification each : heard) {
      String said = each.getParameter();
      if (said.startsWith(STOP)) {
        attendant.stop(said.substring(1));
      } else if (said.startsWith(CHANGED)) {
        changed.addAll(Set.of(said.substring(1).split(",", -1)));
      }
    }
    changed.forEach(attendant::news);
  }

  @Override
  public void close() {
    closing = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
