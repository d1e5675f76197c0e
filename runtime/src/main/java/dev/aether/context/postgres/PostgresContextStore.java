package dev.aether.context.postgres;

import dev.aether.context.ContextStore;
import dev.aether.context.ContextText;
import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.postgres.PostgresPool;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Contexts that servers share in a PostgreSQL.
public final class PostgresContextStore implements ContextStore {
  private static final PostgresPool.Bounds BOUNDS =
      new PostgresPool.Bounds(
          "contexts", 6, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5));
  private static final PostgresPool.Tables TABLES =
      new PostgresPool.Tables("dev/aether/context/postgres", "context_schema_versions");

  private final PostgresPool pool;
  private final Pulse pulse;
  private final int limit;
  private final ValueParser parser;
  private final InstantSource clock;

  private PostgresContextStore(
      PostgresPool pool, int limit, ValueParser parser, InstantSource clock) {
    this.pool = pool;
    this.pulse = new Pulse(pool);
    this.limit = limit;
    this.parser = parser;
    this.clock = clock;
  }

  /// Connects to a database, and makes or renews the table.
  ///
  /// @param address `postgresql://user:password@host:port/database`
  /// @param limit contexts that a tenant may have
  public static PostgresContextStore open(
      String address, int limit, ValueParser parser, InstantSource clock)
      throws PostgresPool.Unusable {
    return new PostgresContextStore(
        PostgresPool.open(address, BOUNDS, TABLES), limit, parser, clock);
  }

  /// What is done over a connection.
  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T ask(Work<T> work) throws Unavailable, InterruptedException {
    try (Connection connection = pool.connection()) {
      return work.on(connection);
    } catch (SQLException broken) {
      if (Thread.interrupted()) { // which ends a wait for an answer, too
        throw new InterruptedException();
      }
      throw new Unavailable(
          "%s cannot be used: %s".formatted(pool.address().shown(), broken.getMessage()), broken);
    }
  }

  /// Text with a NUL is no text to a PostgreSQL.
  private static boolean impossible(String text) {
    return text.indexOf('\0') >= 0;
  }

  private static boolean impossible(Key key) {
    return impossible(key.tenant()) || impossible(key.id());
  }

  private record Row(String json, long at) {}

  @Override
  public Optional<Stored> get(Key key) throws Unavailable, InterruptedException {
    if (impossible(key)) {
      return Optional.empty();
    }
    Optional<Row> row = ask(connection -> row(key, connection));
    return row.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ContextText.kept(row.get().json().getBytes(StandardCharsets.UTF_8))
                .stored(parser, Instant.ofEpochMilli(row.get().at())));
  }

  private static Optional<Row> row(Key key, Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Statements.GET)) {
      select.setString(1, key.tenant());
      select.setString(2, key.id());
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? Optional.of(new Row(rows.getString(1), rows.getLong(2)))
            : Optional.empty();
      }
    }
  }

  @Override
  public Written put(Key key, Value.Obj values, Condition condition)
      throws Unavailable, InterruptedException {
    if (impossible(key)) {
      throw new Unavailable("a PostgreSQL keeps no context under such an id");
    }
    ContextText text = ContextText.of(values);
    Stored stored = text.stored(values, clock.instant());
    return ask(connection ->
        switch (condition) {
          case Anyhow _ ->
              replaced(key, text, stored, condition, connection)
                  ? new Done(stored, false)
                  : created(key, text, stored, true, connection);
          case Absent _ -> created(key, text, stored, false, connection);
          case Present _, Unchanged _ ->
              replaced(key, text, stored, condition, connection)
                  ? new Done(stored, false)
                  : new Refused();
        });
  }

  private static String string(ContextText text) {
    return new String(text.json(), StandardCharsets.UTF_8);
  }

  private static boolean replaced(
      Key key, ContextText text, Stored stored, Condition condition, Connection connection)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(Statements.REPLACE)) {
      update.setString(1, string(text));
      update.setString(2, text.tag());
      update.setLong(3, stored.writtenAt().toEpochMilli());
      where(key, condition, update, 4);
      return update.executeUpdate() == 1;
    }
  }

  private static void where(Key key, Condition condition, PreparedStatement change, int from)
      throws SQLException {
    List<String> tags = condition instanceof Unchanged(var wanted) ? wanted : List.of();
    change.setString(from, key.tenant());
    change.setString(from + 1, key.id());
    change.setBoolean(from + 2, !(condition instanceof Unchanged));
    change.setArray(
        from + 3,
        change
            .getConnection()
            .createArrayOf("text", tags.stream().filter(tag -> !impossible(tag)).toArray()));
  }

  private Written created(
      Key key, ContextText text, Stored stored, boolean anyhow, Connection connection)
      throws SQLException {
    connection.setAutoCommit(false); // as it was when the connection is given back, and rolled back
    lock(key.tenant(), connection);
    String said;
    try (PreparedStatement insert = connection.prepareStatement(Statements.CREATE)) {
      insert.setString(1, key.tenant());
      insert.setString(2, key.id());
      insert.setString(3, string(text));
      insert.setString(4, text.tag());
      insert.setLong(5, stored.writtenAt().toEpochMilli());
      insert.setInt(6, limit);
      insert.setBoolean(7, anyhow);
      try (ResultSet row = insert.executeQuery()) {
        said = row.next() ? row.getString(1) : "";
      }
    }
    connection.commit();
    return switch (said) {
      case "created" -> new Done(stored, true);
      case "replaced" -> new Done(stored, false);
      case "full" -> new Full(limit);
      default -> new Refused();
    };
  }

  private static void lock(String tenant, Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(Statements.LOCK)) {
      lock.setInt(1, tenant.hashCode());
      lock.execute();
    }
  }

  @Override
  public Deletion delete(Key key, Condition condition) throws Unavailable, InterruptedException {
    if (condition instanceof Absent) {
      return get(key).isPresent() ? Deletion.REFUSED : Deletion.MISSING;
    }
    if (!impossible(key) && ask(connection -> deleted(key, condition, connection))) {
      return Deletion.DONE;
    }
    return condition instanceof Anyhow ? Deletion.MISSING : Deletion.REFUSED;
  }

  private static boolean deleted(Key key, Condition condition, Connection connection)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(Statements.DELETE)) {
      where(key, condition, delete, 1);
      return delete.executeUpdate() == 1;
    }
  }

  @Override
  public List<Entry> list(String tenant, String after, int most)
      throws Unavailable, InterruptedException {
    // No kept id has a NUL: those behind one that has are those behind what stands before it.
    String begin = impossible(after) ? after.substring(0, after.indexOf('\0')) : after;
    return impossible(tenant)
        ? List.of()
        : ask(connection -> entries(tenant, begin, most, connection));
  }

  private static List<Entry> entries(String tenant, String after, int most, Connection connection)
      throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(Statements.LIST)) {
      select.setString(1, tenant);
      select.setString(2, after);
      select.setInt(3, most);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          entries.add(
              new Entry(rows.getString(1), rows.getLong(2), Instant.ofEpochMilli(rows.getLong(3))));
        }
      }
    }
    return entries;
  }

  @Override
  public Optional<String> trouble() {
    return pulse.trouble();
  }

  @Override
  public void close() {
    pulse.close();
    pool.close();
  }
}
