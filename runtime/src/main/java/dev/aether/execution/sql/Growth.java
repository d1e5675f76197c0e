package dev.aether.execution.sql;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Executions that begin and go on within one transaction, each put together from all its pieces:
/// what a database takes for a row depends little on what is in it.
///
/// A row of events holds some that follow each other, one a line, and has the number of the last.
/// The row with the number 0 is the request.
final class Growth {
  private static final int LONG_ENOUGH = 1 << 16; // letters of a row that takes no more events

  private final Database database;
  private final Map<Hold, One> executions = new LinkedHashMap<>();

  Growth(Database database) {
    this.database = database;
  }

  /// What one execution gains.
  private static final class One {
    private final Hold hold;
    private Write.@Nullable Begin begin;
    private @Nullable Phase phase;
    private boolean instead;
    private final List<Row> rows = new ArrayList<>();
    private final List<Write.Append> pieces = new ArrayList<>();

    One(Hold hold) {
      this.hold = hold;
    }

    void add(Write.Append piece) {
      pieces.add(piece);
      if (piece.instead()) {
        instead = true;
        rows.clear();
      }
      if (rows.isEmpty() || !rows.getLast().take(piece)) {
        rows.add(new Row(piece));
      }
      piece.phase().ifPresent(moved -> phase = moved);
    }
  }

  /// Events that are kept as one.
  private static final class Row {
    private final StringBuilder lines = new StringBuilder();
    private long last;

    Row(Write.Append piece) {
      this.last = piece.first() - 1;
      append(piece);
    }

    boolean take(Write.Append piece) {
      boolean fits = piece.first() == last + 1 && lines.length() < LONG_ENOUGH;
      if (fits) {
        append(piece);
      }
      return fits;
    }

    private void append(Write.Append piece) {
      for (String event : piece.events()) {
        if (!lines.isEmpty()) {
          lines.append('\n');
        }
        lines.append(event);
      }
      last += piece.events().size();
    }
  }

  void begin(Write.Begin begin) {
    of(begin.hold()).begin = begin;
  }

  void append(Write.Append piece) {
    of(piece.hold()).add(piece);
  }

  private One of(Hold hold) {
    return executions.computeIfAbsent(hold, One::new);
  }

  /// Writes all of it, and is empty again.
  ///
  /// @param lost takes what could not be kept, for somebody else has the execution
  void make(Connection connection, Set<Write> lost) throws SQLException {
    if (executions.isEmpty()) {
      return;
    }
    List<One> all = List.copyOf(executions.values());
    insert(all.stream().filter(one -> one.begin != null).toList(), connection);
    clear(all.stream().filter(one -> one.instead).toList(), connection);
    Set<String> changed = append(all, connection, lost);
    move(all.stream().filter(one -> one.begin == null && one.phase != null).toList(), connection);
    database.tell(connection, changed);
    executions.clear();
  }

  private static void insert(List<One> begun, Connection connection) throws SQLException {
    if (begun.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(Statements.INSERT)) {
      for (One one : begun) {
        if (one.begin != null) {
          Header header = one.begin.header();
          Phase phase = one.phase == null ? Phase.QUEUED : one.phase;
          insert.setString(1, header.id());
          insert.setString(2, header.tenant());
          insert.setLong(3, Statements.nanos(header.createdAt()));
          insert.setString(4, header.parentId().orElse(null));
          insert.setString(5, header.flow().map(Statements::plain).orElse(null));
          insert.setString(6, CompactJson.of(texts(header.tags())));
          insert.setBoolean(7, header.withheld());
          insert.setString(8, phase.word());
          insert.setBoolean(9, phase.ended());
          insert.setString(10, one.hold.owner());
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static Value texts(List<String> texts) {
    return new Value.Arr(
        texts.stream().map(text -> (Value) new Value.Text(Statements.plain(text))).toList());
  }

  private static void clear(List<One> anew, Connection connection) throws SQLException {
    if (anew.isEmpty()) {
      return;
    }
    try (PreparedStatement delete = connection.prepareStatement(Statements.CLEAR)) {
      for (One one : anew) {
        delete.setString(1, one.hold.id());
        hold(delete, 2, one.hold);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  private static Set<String> append(List<One> all, Connection connection, Set<Write> lost)
      throws SQLException {
    List<One> ofRow = new ArrayList<>();
    Set<String> changed = new LinkedHashSet<>();
    try (PreparedStatement insert = connection.prepareStatement(Statements.APPEND)) {
      for (One one : all) {
        if (one.begin != null) {
          add(insert, one.hold, 0, one.begin.request());
          ofRow.add(one);
        }
        for (Row row : one.rows) {
          add(insert, one.hold, row.last, row.lines.toString());
          ofRow.add(one);
        }
      }
      int[] made = insert.executeBatch();
      for (int i = 0; i < made.length; i++) {
        if (made[i] == 0) {
          lost.addAll(ofRow.get(i).pieces);
        } else {
          changed.add(ofRow.get(i).hold.id());
        }
      }
    }
    return changed;
  }

  private static void add(PreparedStatement insert, Hold hold, long number, String data)
      throws SQLException {
    insert.setString(1, hold.id());
    insert.setLong(2, number);
    insert.setString(3, data);
    hold(insert, 4, hold);
    insert.addBatch();
  }

  private static void move(List<One> moving, Connection connection) throws SQLException {
    if (moving.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(Statements.MOVE)) {
      for (One one : moving) {
        if (one.phase != null) {
          update.setString(1, one.phase.word());
          update.setBoolean(2, one.phase.ended());
          hold(update, 3, one.hold);
          update.addBatch();
        }
      }
      update.executeBatch();
    }
  }

  private static void hold(PreparedStatement statement, int from, Hold hold) throws SQLException {
    statement.setString(from, hold.id());
    statement.setString(from + 1, hold.owner());
    statement.setLong(from + 2, hold.epoch());
  }
}
