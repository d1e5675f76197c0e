package dev.aether.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Connections to a PostgreSQL that has the tables which are needed. Transactions see what others
/// have committed (`READ COMMITTED`), and nothing is said to be kept before it is on disk.
public final class PostgresPool implements AutoCloseable {
  /// Servers that start at once make tables one after the other. The second number is this one's.
  private static final String LOCK = "SELECT pg_advisory_lock(1634038888, 1)";

  private static final Duration PATIENCE_FOR_TABLES = Duration.ofMinutes(1);

  private final PostgresAddress address;
  private final HikariDataSource connections;

  private PostgresPool(PostgresAddress address, HikariDataSource connections) {
    this.address = address;
    this.connections = connections;
  }

  /// The database cannot be used.
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// How much may be asked, and how long that may take.
  ///
  /// @param name of what is kept, for names of threads
  /// @param connections at most
  /// @param patience longest wait for a connection
  /// @param longest wait for an answer
  /// @param idle longest pause within a transaction
  public record Bounds(
      String name, int connections, Duration patience, Duration longest, Duration idle) {}

  /// Tables, by the steps that make them. Several lots may be in one database.
  ///
  /// @param steps where the scripts are on the class path
  /// @param history the table that remembers which have been taken; it has no other lot's name
  public record Tables(String steps, String history) {}

  /// Connects, and makes or renews the tables.
  ///
  /// @param address `postgresql://user:password@host:port/database`
  public static PostgresPool open(String address, Bounds bounds, Tables tables) throws Unusable {
    PostgresAddress where;
    try {
      where = PostgresAddress.of(address);
    } catch (IllegalArgumentException wrong) {
      throw new Unusable(String.valueOf(wrong.getMessage()), wrong);
    }
    HikariDataSource connections;
    try {
      connections = new HikariDataSource(config(where, bounds));
    } catch (PoolInitializationException | IllegalArgumentException unreachable) {
      throw new Unusable(
          "%s cannot be reached: %s".formatted(where.shown(), reason(unreachable)), unreachable);
    }
    try {
      make(tables, where);
    } catch (FlywayException | SQLException wrong) {
      connections.close();
      throw new Unusable(
          "the tables in %s cannot be used: %s".formatted(where.shown(), wrong.getMessage()),
          wrong);
    }
    return new PostgresPool(where, connections);
  }

  /// Over connections of its own: however slow the machine is, a step is not cut off.
  private static void make(Tables tables, PostgresAddress where) throws SQLException {
    try (Connection connection = DriverManager.getConnection(where.jdbc(), where.properties());
        Statement lock = connection.createStatement()) {
      lock.execute("SET lock_timeout = " + PATIENCE_FOR_TABLES.toMillis());
      lock.execute(LOCK); // until this connection ends
      Flyway.configure()
          .dataSource(where.jdbc(), where.user().orElse(null), where.password().orElse(null))
          .locations("classpath:" + tables.steps())
          .table(tables.history())
          .baselineOnMigrate(true) // other tables may be there before these
          .baselineVersion("0")
          .load()
          .migrate();
    }
  }

  private static String reason(RuntimeException unreachable) {
    Throwable cause = unreachable.getCause();
    return String.valueOf((cause == null ? unreachable : cause).getMessage());
  }

  private static HikariConfig config(PostgresAddress where, Bounds bounds) {
    var config = new HikariConfig();
    config.setJdbcUrl(where.jdbc());
    where.user().ifPresent(config::setUsername);
    where.password().ifPresent(config::setPassword);
    config.addDataSourceProperty("ApplicationName", "aether");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", Long.toString(bounds.longest().toSeconds()));
    config.addDataSourceProperty("logServerErrorDetail", "false"); // it repeats what is kept
    config.setPoolName(bounds.name());
    config.setMaximumPoolSize(bounds.connections());
    config.setMinimumIdle(Math.min(2, bounds.connections()));
    config.setConnectionTimeout(bounds.patience().toMillis());
    config.setValidationTimeout(bounds.patience().dividedBy(2).toMillis());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(
        """
        SELECT set_config('idle_in_transaction_session_timeout', '%d', false), set_config(
          'synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
          ELSE current_setting('synchronous_commit') END, false)
        """
            .formatted(bounds.idle().toMillis()));
    return config;
  }

  /// Where it is.
  public PostgresAddress address() {
    return address;
  }

  /// A connection, to be given back by closing it.
  public Connection connection() throws SQLException {
    return connections.getConnection();
  }

  /// The same for libraries.
  public DataSource source() {
    return connections;
  }

  @Override
  public void close() {
    connections.close();
  }
}
