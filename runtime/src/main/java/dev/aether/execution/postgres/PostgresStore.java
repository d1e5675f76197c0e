package dev.aether.execution.postgres;

import dev.aether.context.ValueParser;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.SqlStore;
import dev.aether.postgres.PostgresPool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Executions in a PostgreSQL. Any number of servers may share it: each has the executions that it
/// has accepted, and those that it has taken over from servers that are no more.
public final class PostgresStore {
  private static final int CONNECTIONS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final PostgresPool.Tables TABLES =
      new PostgresPool.Tables("dev/aether/execution/postgres", "schema_versions");

  private PostgresStore() {}

  /// The database cannot be used.
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Where time and names come from.
  ///
  /// @param ids names leases; each call gives a new one
  public record Sources(InstantSource clock, LongSupplier nanoTime, Supplier<String> ids) {}

  /// Connects to a database, and makes or renews the tables.
  ///
  /// @param heartbeat how long a server may be silent before it is taken for dead
  /// @param parser reads what was written
  /// @param keep executions that have ended and stay
  public static ExecutionStore open(
      String address, Duration heartbeat, ValueParser parser, Sources sources, int keep)
      throws Unusable {
    return new SqlStore(database(address, heartbeat, sources), parser, sources.clock(), keep);
  }

  static Database database(String address, Duration heartbeat, Sources sources) throws Unusable {
    try {
      return new PostgresDatabase(
          PostgresPool.open(address, bounds(heartbeat), TABLES), heartbeat, sources);
    } catch (PostgresPool.Unusable wrong) {
      throw new Unusable(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private static PostgresPool.Bounds bounds(Duration heartbeat) {
    return new PostgresPool.Bounds(
        "executions",
        CONNECTIONS,
        PATIENCE,
        LONGEST,
        // A server that stands still must not hold on to what others are to take over.
        Duration.ofMillis(Math.max(100, heartbeat.toMillis() / 2)));
  }
}
