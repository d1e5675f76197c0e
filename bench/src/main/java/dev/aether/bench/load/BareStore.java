package dev.aether.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/// What no store of executions in SQLite could beat: the same rows with the same keys, written by
/// one thread, as many executions in a transaction as there are connections, and flushed to the
/// disk.
final class BareStore {
  private static final int TRANSACTIONS = 400;
  private static final int TOGETHER = 64;
  private static final String REQUEST = "x".repeat(532);
  private static final String EVENTS = "x".repeat(4_399);

  private BareStore() {}

  /// Microseconds for an execution whose answers are all cached.
  static double micros(Path folder) throws IOException, SQLException {
    Path file = folder.resolve("bare.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute(
            "CREATE TABLE executions (id TEXT PRIMARY KEY, tenant TEXT, phase TEXT) WITHOUT ROWID");
        statement.execute("CREATE INDEX by_tenant ON executions (tenant, id)");
        statement.execute(
            "CREATE TABLE events (arrival INTEGER PRIMARY KEY, execution_id TEXT, number INTEGER,"
                + " data TEXT, UNIQUE (execution_id, number))");
      }
      connection.setAutoCommit(false);
      write(connection, TRANSACTIONS / 4); // warm-up
      long start = System.nanoTime();
      write(connection, TRANSACTIONS);
      return (System.nanoTime() - start) / 1e3 / (TRANSACTIONS * TOGETHER);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void write(Connection connection, int transactions) throws SQLException {
    try (PreparedStatement execution =
            connection.prepareStatement(
                "INSERT INTO executions VALUES (?, 'default', 'succeeded')");
        PreparedStatement event =
            connection.prepareStatement(
                "INSERT INTO events (execution_id, number, data) VALUES (?, ?, ?)")) {
      for (int i = 0; i < transactions; i++) {
        for (int j = 0; j < TOGETHER; j++) {
          String id = "%016x-%s".formatted(System.nanoTime(), UUID.randomUUID()).substring(0, 36);
          execution.setString(1, id);
          execution.addBatch();
          add(event, id, 0, REQUEST);
          add(event, id, 14, EVENTS);
        }
        execution.executeBatch();
        event.executeBatch();
        connection.commit();
      }
    }
  }

  private static void add(PreparedStatement event, String id, int number, String data)
      throws SQLException {
    event.setString(1, id);
    event.setInt(2, number);
    event.setString(3, data);
    event.addBatch();
  }
}
