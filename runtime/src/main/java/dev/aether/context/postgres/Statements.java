package dev.aether.context.postgres;

/// What a PostgreSQL does with contexts. Each statement decides whether its condition holds and
/// acts on that in one step: a row is looked at again once whoever was changing it is done.
final class Statements {
  private Statements() {}

  /// Parameters: tenant, id.
  static final String GET = "SELECT value, updated FROM contexts WHERE tenant = ? AND id = ?";

  private static final String CONDITION = "tenant = ? AND id = ? AND (? OR tag = ANY (?))";

  /// Parameters: text, tag, time, tenant, id, whether any tag will do, tags that will do.
  static final String REPLACE =
      "UPDATE contexts SET value = ?, tag = ?, updated = ? WHERE " + CONDITION;

  /// Parameters: tenant, id, whether any tag will do, tags that will do.
  static final String DELETE = "DELETE FROM contexts WHERE " + CONDITION;

  /// Until the transaction's end nobody else creates contexts of a tenant with this hash: else two
  /// could count at once and both find room. Parameter: the hash.
  static final String LOCK = "SELECT pg_advisory_xact_lock(1634038889, ?)";

  /// Writes what may be new, under the lock. Parameters: tenant, id, text, tag, time, how many the
  /// tenant may have, whether one that is there is replaced. (A row that was there has an `xmax`,
  /// the transaction that replaces it.)
  static final String CREATE =
      """
      WITH given (tenant, id, value, tag, updated) AS (
        VALUES (?::text, ?::text, ?::text, ?::text, ?::bigint)
      ), there AS (
        SELECT 1 FROM contexts JOIN given USING (tenant, id)
      ), made AS (
        INSERT INTO contexts (tenant, id, value, tag, updated)
        SELECT * FROM given
        WHERE EXISTS (SELECT 1 FROM there)
          OR (SELECT count(*) FROM contexts JOIN given USING (tenant)) < ?
        ON CONFLICT (tenant, id) DO UPDATE
          SET value = EXCLUDED.value, tag = EXCLUDED.tag, updated = EXCLUDED.updated WHERE ?
        RETURNING xmax = 0 AS created
      )
      SELECT CASE
        WHEN EXISTS (SELECT 1 FROM made WHERE created) THEN 'created'
        WHEN EXISTS (SELECT 1 FROM made) THEN 'replaced'
        WHEN EXISTS (SELECT 1 FROM there) THEN 'refused'
        ELSE 'full' END
      """;

  /// Parameters: tenant, the id behind which the list begins, how many at most.
  static final String LIST =
      """
      SELECT id, octet_length(value), updated FROM contexts
      WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?
      """;
}
