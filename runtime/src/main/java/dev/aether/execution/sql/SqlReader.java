package dev.aether.execution.sql;

import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.ExecutionStore.Claimed;
import dev.aether.execution.ExecutionStore.Events;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads what is kept; the writer goes on meanwhile.
final class SqlReader {
  private final Database database;
  private final ValueParser parser;

  /// @param parser reads what was written
  SqlReader(Database database, ValueParser parser) {
    this.database = database;
    this.parser = parser;
  }

  private <T> T read(Database.Work<T> question) throws Unavailable {
    try {
      return database.read(question);
    } catch (SQLException broken) {
      throw new Unavailable("the store cannot be read: " + broken.getMessage(), broken);
    }
  }

  /// An execution of any tenant's.
  Optional<Kept> find(String id) throws Unavailable {
    return read(connection -> {
      try (PreparedStatement select = connection.prepareStatement(Statements.FIND)) {
        select.setString(1, Statements.plain(id));
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? Optional.of(kept(rows, connection)) : Optional.empty();
        }
      }
    });
  }

  Events events(String id, long after) throws Unavailable {
    return read(connection -> events(id, after, connection));
  }

  private Events events(String id, long after, Connection connection) throws SQLException {
    List<Value> events = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(Statements.EVENTS)) {
      select.setString(1, id);
      select.setLong(2, after);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          List<String> lines = List.of(rows.getString(2).split("\n"));
          long had = after + events.size();
          int known = (int) (had - (rows.getLong(1) - lines.size()));
          if (known < 0) {
            return new Events(events, true);
          }
          for (String line : lines.subList(Math.min(known, lines.size()), lines.size())) {
            Optional<Value> event = parser.parse(line);
            if (event.isEmpty()) {
              return new Events(events, true);
            }
            events.add(event.get());
          }
        }
      }
    }
    return new Events(events, false);
  }

  private Kept kept(ResultSet row, Connection connection) throws SQLException {
    String id = row.getString("id");
    List<String> tags =
        parser.parse(row.getString("tags")).orElse(Value.Null.NULL) instanceof Value.Arr(var items)
            ? items.stream().map(Value::asText).toList()
            : List.of();
    var header =
        new Header(
            id,
            row.getString("tenant"),
            Instant.ofEpochSecond(0, row.getLong("created_at")),
            Optional.ofNullable(row.getString("parent_id")),
            Optional.ofNullable(row.getString("flow")),
            tags,
            row.getBoolean("withheld"));
    Optional<Value.Obj> request =
        Optional.ofNullable(row.getString("request"))
            .flatMap(parser::parse)
            .filter(Value.Obj.class::isInstance)
            .map(Value.Obj.class::cast);
    String word = row.getString("phase");
    Phase phase =
        Stream.of(Phase.values())
            .filter(each -> each.word().equals(word))
            .findFirst()
            .orElse(Phase.FAILED);
    boolean cancelling = row.getBoolean("cancelling");
    return new Kept(header, request, events(id, 0, connection), phase, cancelling);
  }

  List<String> list(String tenant, Filter filter, int most) throws Unavailable {
    var query = Statements.Query.of(tenant, filter, most, database.hasTag());
    return read(connection -> {
      try (PreparedStatement select = connection.prepareStatement(query.sql())) {
        for (int i = 0; i < query.parameters().size(); i++) {
          select.setObject(i + 1, query.parameters().get(i));
        }
        try (ResultSet rows = select.executeQuery()) {
          return texts(rows);
        }
      }
    });
  }

  private static List<String> texts(ResultSet rows) throws SQLException {
    List<String> texts = new ArrayList<>();
    while (rows.next()) {
      texts.add(rows.getString(1));
    }
    return texts;
  }

  Optional<Claimed> claimed(String tenant, String key, long since) throws Unavailable {
    return read(connection -> claimed(tenant, key, since, connection));
  }

  static Optional<Claimed> claimed(String tenant, String key, long since, Connection connection)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(Statements.CLAIMED)) {
      select.setString(1, tenant);
      select.setString(2, Statements.plain(key));
      select.setLong(3, since);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next()
            ? Optional.of(new Claimed(rows.getString(1), rows.getString(2)))
            : Optional.empty();
      }
    }
  }
}
