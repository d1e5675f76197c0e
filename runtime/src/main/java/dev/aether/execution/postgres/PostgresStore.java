package dev.aether.execution.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.aether.context.ValueParser;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.SqlStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Executions in a PostgreSQL. Any number of servers may share it: each has the executions that it
/// has accepted, and those that it has taken over from servers that are no more.
public final class PostgresStore {
  private static final int CONNECTIONS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

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
    PostgresAddress where;
    try {
      where = PostgresAddress.of(address);
    } catch (IllegalArgumentException wrong) {
      throw new Unusable(String.valueOf(wrong.getMessage()), wrong);
    }
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config(where, heartbeat));
    } catch (PoolInitializationException | IllegalArgumentException unreachable) {
      throw new Unusable(
          "%s cannot be reached: %s".formatted(where.shown(), reason(unreachable)), unreachable);
    }
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:dev/aether/execution/postgres")
          .table("schema_versions")
          .load()
          .migrate();
    } catch (FlywayException wrong) {
      pool.close();
      throw new Unusable(
          "the tables in %s cannot be used: %s".formatted(where.shown(), wrong.getMessage()),
          wrong);
    }
    return new PostgresDatabase(where, pool, heartbeat, sources);
  }

  private static String reason(RuntimeException unreachable) {
    Throwable cause = unreachable.getCause();
    return String.valueOf((cause == null ? unreachable : cause).getMessage());
  }

  private static HikariConfig config(PostgresAddress where, Duration heartbeat) {
    var config = new HikariConfig();
    config.setJdbcUrl(where.jdbc());
    where.user().ifPresent(config::setUsername);
    where.password().ifPresent(config::setPassword);
    config.addDataSourceProperty("ApplicationName", "aether");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "30");
    config.setPoolName("executions");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setValidationTimeout(PATIENCE.dividedBy(2).toMillis());
    // Nothing is said to be kept before it is on disk. And a server that stands still must not hold
    // on to what others are to take over.
    config.setConnectionInitSql(
        """
        SELECT set_config('idle_in_transaction_session_timeout', '%d', false), set_config(
          'synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
          ELSE current_setting('synchronous_commit') END, false)
        """
            .formatted(Math.max(100, heartbeat.toMillis() / 2)));
    return config;
  }
}
