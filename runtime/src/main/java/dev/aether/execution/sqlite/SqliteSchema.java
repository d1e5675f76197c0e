package dev.aether.execution.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The tables in a file, and how files of earlier versions come to have them.
final class SqliteSchema {
  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS executions (
            id TEXT PRIMARY KEY,
            tenant TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            parent_id TEXT,
            flow TEXT,
            tags TEXT NOT NULL,
            withheld INTEGER NOT NULL,
            request TEXT NOT NULL,
            phase TEXT NOT NULL DEFAULT 'queued',
            ended INTEGER NOT NULL DEFAULT 0,
            cancelling INTEGER NOT NULL DEFAULT 0
          ) WITHOUT ROWID
          """,
          """
          CREATE TABLE IF NOT EXISTS events (
            execution_id TEXT NOT NULL REFERENCES executions(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (execution_id, number)
          ) WITHOUT ROWID
          """,
          """
          CREATE TABLE IF NOT EXISTS claims (
            tenant TEXT NOT NULL,
            key TEXT NOT NULL,
            hash TEXT NOT NULL,
            execution_id TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (tenant, key)
          ) WITHOUT ROWID
          """,
          "CREATE INDEX IF NOT EXISTS by_tenant ON executions (tenant, id)");

  /// Who has an execution; indexes that the statements for all databases use.
  private static final List<String> OWNERS =
      List.of(
          "ALTER TABLE executions ADD COLUMN owner TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE executions ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1",
          "DROP INDEX IF EXISTS open",
          "DROP INDEX IF EXISTS done",
          "CREATE INDEX unfinished ON executions (id) WHERE NOT ended",
          "CREATE INDEX finished ON executions (id) WHERE ended",
          "CREATE INDEX claims_of ON claims (execution_id)");

  /// Events in the order in which they come, so that those of many executions that are written
  /// together fill the same pages.
  private static final List<String> ARRIVAL =
      List.of(
          "ALTER TABLE events RENAME TO events_by_execution",
          """
          CREATE TABLE events (
            arrival INTEGER PRIMARY KEY,
            execution_id TEXT NOT NULL REFERENCES executions(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            data TEXT NOT NULL,
            UNIQUE (execution_id, number)
          )
          """,
          "INSERT INTO events (execution_id, number, data)"
              + " SELECT execution_id, number, data FROM events_by_execution",
          "DROP TABLE events_by_execution");

  /// The request among the events, with the number 0: an execution is written again whenever it
  /// moves, and its request is not.
  private static final List<String> REQUESTS =
      List.of(
          "INSERT INTO events (execution_id, number, data) SELECT id, 0, request FROM executions",
          "ALTER TABLE executions DROP COLUMN request");

  private static final List<List<String>> VERSIONS = List.of(TABLES, OWNERS, ARRIVAL, REQUESTS);

  private SqliteSchema() {}

  /// Leaves the connection without automatic commits.
  static void bringUpToDate(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.next() ? row.getInt(1) : 0;
      }
      if (version > VERSIONS.size()) {
        throw new SQLException("it was written by a newer version of this program");
      }
      for (List<String> step : VERSIONS.subList(version, VERSIONS.size())) {
        for (String line : step) {
          statement.execute(line);
        }
      }
      statement.execute("PRAGMA user_version=" + VERSIONS.size());
    }
    connection.commit();
  }
}
