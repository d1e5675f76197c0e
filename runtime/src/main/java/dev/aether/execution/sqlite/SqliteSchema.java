package dev.aether.execution.sqlite;

import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The tables, and what is said to them.
final class SqliteSchema {
  static final List<String> STATEMENTS =
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
          "CREATE INDEX IF NOT EXISTS by_tenant ON executions (tenant, id)",
          "CREATE INDEX IF NOT EXISTS open ON executions (id) WHERE ended = 0",
          "CREATE INDEX IF NOT EXISTS done ON executions (id) WHERE ended = 1");

  static final String INSERT =
      """
      INSERT INTO executions (id, tenant, created_at, parent_id, flow, tags, withheld, request)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  static final String CLAIM =
      """
      INSERT OR REPLACE INTO claims (tenant, key, hash, execution_id, at) VALUES (?, ?, ?, ?, ?)
      """;

  static final String APPEND = "INSERT INTO events (execution_id, number, data) VALUES (?, ?, ?)";

  static final String MOVE = "UPDATE executions SET phase = ?, ended = ? WHERE id = ?";

  /// Of those that have ended, some of the oldest beyond the number that stays.
  static final String FORGET =
      """
      DELETE FROM executions WHERE id IN (
        SELECT id FROM executions WHERE ended = 1 ORDER BY id DESC LIMIT ? OFFSET ?)
      """;

  private SqliteSchema() {}

  /// A time as it is kept: nanoseconds since 1970, up to the year 2262.
  static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }

  /// A list, narrowed.
  record Query(String sql, List<Object> parameters) {
    static Query of(String tenant, Filter filter, int most) {
      var sql = new StringBuilder("SELECT id FROM executions WHERE tenant = ?");
      List<Object> parameters = new ArrayList<>(List.of(tenant));
      filter
          .phase()
          .ifPresent(phase -> {
            if (phase == Phase.CANCELLING) {
              sql.append(" AND ended = 0 AND cancelling = 1");
            } else {
              sql.append(" AND phase = ?").append(phase.ended() ? "" : " AND cancelling = 0");
              parameters.add(phase.word());
            }
          });
      filter
          .flow()
          .ifPresent(flow -> {
            sql.append(" AND flow = ?");
            parameters.add(flow);
          });
      filter
          .tag()
          .ifPresent(tag -> {
            sql.append(" AND EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)");
            parameters.add(tag);
          });
      filter
          .createdAfter()
          .ifPresent(time -> {
            sql.append(" AND created_at > ?");
            parameters.add(nanos(time));
          });
      filter
          .before()
          .ifPresent(id -> {
            sql.append(" AND id < ?");
            parameters.add(id);
          });
      sql.append(" ORDER BY id DESC LIMIT ?");
      parameters.add(most);
      return new Query(sql.toString(), parameters);
    }
  }
}
