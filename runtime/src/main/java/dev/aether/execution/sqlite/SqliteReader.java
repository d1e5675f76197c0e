package dev.aether.execution.sqlite;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.ExecutionStore.Claimed;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.execution.ExecutionStore.Unavailable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Reads what is kept, over a connection of its own: the writer goes on meanwhile.
final class SqliteReader {
  private final Path file;
  private final ValueParser parser;
  private final Connection reading;
  private final ReentrantLock lock = new ReentrantLock();

  /// @param file for messages
  /// @param parser reads what was written
  SqliteReader(Path file, ValueParser parser, Connection reading) {
    this.file = file;
    this.parser = parser;
    this.reading = reading;
  }

  /// Asks the database.
  @FunctionalInterface
  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  private <T> T read(Question<T> question) throws Unavailable {
    lock.lock();
    try {
      return question.ask(reading);
    } catch (SQLException broken) {
      throw new Unavailable("the store cannot be read: " + broken.getMessage(), broken);
    } finally {
      lock.unlock();
    }
  }

  Optional<Kept> find(String tenant, String id) throws Unavailable {
    return read(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT * FROM executions WHERE id = ? AND tenant = ?")) {
        select.setString(1, id);
        select.setString(2, tenant);
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? Optional.of(kept(rows, connection)) : Optional.empty();
        }
      }
    });
  }

  private Kept kept(ResultSet row, Connection connection) throws SQLException {
    String id = row.getString("id");
    List<Value> events = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT data FROM events WHERE execution_id = ? ORDER BY number")) {
      select.setString(1, id);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          events.add(value(rows.getString(1)));
        }
      }
    }
    var header =
        new Header(
            id,
            row.getString("tenant"),
            Instant.ofEpochSecond(0, row.getLong("created_at")),
            Optional.ofNullable(row.getString("parent_id")),
            Optional.ofNullable(row.getString("flow")),
            value(row.getString("tags")) instanceof Value.Arr(var tags)
                ? tags.stream().map(Value::asText).toList()
                : List.of(),
            row.getBoolean("withheld"));
    return new Kept(
        header,
        value(row.getString("request")) instanceof Value.Obj body ? body : Value.Obj.EMPTY,
        events,
        row.getBoolean("cancelling"));
  }

  private Value value(String json) throws SQLException {
    return parser
        .parse(json)
        .orElseThrow(() -> new SQLException("what is kept in %s is damaged".formatted(file)));
  }

  List<String> list(String tenant, Filter filter, int most) throws Unavailable {
    var query = SqliteSchema.Query.of(tenant, filter, most);
    return read(connection -> {
      try (PreparedStatement select = connection.prepareStatement(query.sql())) {
        for (int i = 0; i < query.parameters().size(); i++) {
          select.setObject(i + 1, query.parameters().get(i));
        }
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            ids.add(rows.getString(1));
          }
        }
        return ids;
      }
    });
  }

  Optional<Claimed> claimed(String tenant, String key, long since) throws Unavailable {
    return read(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT hash, execution_id FROM claims WHERE tenant = ? AND key = ? AND at >= ?")) {
        select.setString(1, tenant);
        select.setString(2, key);
        select.setLong(3, since);
        try (ResultSet rows = select.executeQuery()) {
          return rows.next()
              ? Optional.of(new Claimed(rows.getString(1), rows.getString(2)))
              : Optional.empty();
        }
      }
    });
  }

  List<Kept> unfinished() throws Unavailable {
    return read(connection -> {
      List<Kept> open = new ArrayList<>();
      try (PreparedStatement select =
              connection.prepareStatement("SELECT * FROM executions WHERE ended = 0 ORDER BY id");
          ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          open.add(kept(rows, connection));
        }
      }
      return open;
    });
  }
}
