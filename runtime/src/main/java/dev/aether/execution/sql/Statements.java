package dev.aether.execution.sql;

import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What is said to the database. Both SQLite and PostgreSQL understand all of it.
final class Statements {
  static final String INSERT =
      """
      INSERT INTO executions
        (id, tenant, created_at, parent_id, flow, tags, withheld, phase, ended, owner)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /// Changes nothing if the key stands for something that is not too old.
  static final String CLAIM =
      """
      INSERT INTO claims (tenant, key, hash, execution_id, at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (tenant, key) DO UPDATE
        SET hash = excluded.hash, execution_id = excluded.execution_id, at = excluded.at
        WHERE claims.at < ?
      """;

  static final String CLAIMED =
      "SELECT hash, execution_id FROM claims WHERE tenant = ? AND key = ? AND at >= ?";

  /// Changes nothing if somebody else has the execution. Twice is as good as once, for a commit may
  /// have succeeded that seemed to fail.
  static final String APPEND =
      """
      INSERT INTO events (execution_id, number, data)
      SELECT ?, ?, ? WHERE EXISTS (
        SELECT 1 FROM executions WHERE id = ? AND owner = ? AND epoch = ?)
      ON CONFLICT (execution_id, number) DO UPDATE SET data = excluded.data
      """;

  static final String MOVE =
      "UPDATE executions SET phase = ?, ended = ? WHERE id = ? AND owner = ? AND epoch = ?";

  /// All events, but not the request.
  static final String CLEAR =
      """
      DELETE FROM events WHERE execution_id = ? AND number > 0 AND EXISTS (
        SELECT 1 FROM executions WHERE id = ? AND owner = ? AND epoch = ?)
      """;

  static final String CANCEL = "UPDATE executions SET cancelling = TRUE WHERE id = ? AND NOT ended";

  static final String WITHDRAW = "DELETE FROM executions WHERE id = ?";

  static final String WITHDRAW_CLAIM = "DELETE FROM claims WHERE execution_id = ?";

  /// Of those that have ended, some of the oldest beyond the number that stays.
  static final String FORGET =
      """
      DELETE FROM executions WHERE id IN (
        SELECT id FROM executions WHERE ended ORDER BY id DESC LIMIT ? OFFSET ?)
      """;

  static final String FORGET_CLAIMS = "DELETE FROM claims WHERE at < ?";

  static final String FIND =
      """
      SELECT executions.*, events.data AS request
      FROM executions LEFT JOIN events ON execution_id = id AND number = 0
      WHERE id = ?
      """;

  static final String EVENTS =
      "SELECT number, data FROM events WHERE execution_id = ? AND number > ? ORDER BY number";

  private Statements() {}

  /// A time as it is kept: nanoseconds since 1970, up to the year 2262.
  static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }

  /// Texts of callers without the one character that not every database keeps.
  static String plain(String text) {
    return text.replace('\0', '\uFFFD');
  }

  /// A list, narrowed.
  record Query(String sql, List<Object> parameters) {
    static Query of(String tenant, Filter filter, int most, String hasTag) {
      var sql = new StringBuilder("SELECT id FROM executions WHERE tenant = ?");
      List<Object> parameters = new ArrayList<>(List.of(tenant));
      filter
          .phase()
          .ifPresent(phase -> {
            if (phase == Phase.CANCELLING) {
              sql.append(" AND NOT ended AND cancelling");
            } else {
              sql.append(" AND phase = ?").append(phase.ended() ? "" : " AND NOT cancelling");
              parameters.add(phase.word());
            }
          });
      filter
          .flow()
          .ifPresent(flow -> {
            sql.append(" AND flow = ?");
            parameters.add(plain(flow));
          });
      filter
          .tag()
          .ifPresent(tag -> {
            sql.append(" AND ").append(hasTag);
            parameters.add(plain(tag));
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
            parameters.add(plain(id));
          });
      sql.append(" ORDER BY id DESC LIMIT ?");
      parameters.add(most);
      return new Query(sql.toString(), parameters);
    }
  }
}
