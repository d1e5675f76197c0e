package dev.aether.execution.sql;

import dev.aether.execution.Phase;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes writes, many in one transaction, and says what became of them.
final class Transactions {
  private static final Logger LOG = System.getLogger("aether.store");

  private final Database database;

  Transactions(Database database) {
    this.database = database;
  }

  /// What became of the writes of a transaction, beside those that are simply made.
  private record Made(Set<Write> lost, boolean owned) {}

  /// Makes writes in their order.
  ///
  /// @throws SQLException if none was made, and they may be tried again
  void make(List<Write> writes) throws SQLException {
    try {
      tellAll(writes, inOneTransaction(writes));
    } catch (SQLException refused) {
      if (!database.hopeless(refused)) {
        throw refused;
      }
      oneByOne(writes, refused);
    }
  }

  /// Finds the one that spoils it for the others.
  private void oneByOne(List<Write> writes, SQLException refused) throws SQLException {
    if (writes.size() == 1) {
      LOG.log(Level.ERROR, "what the store cannot keep is left out: " + refused.getMessage());
      if (writes.getFirst() instanceof Write.Asked asked) {
        asked.end().completeExceptionally(refused);
      }
      writes.clear();
      return;
    }
    while (!writes.isEmpty()) {
      List<Write> one = new ArrayList<>(writes.subList(0, 1));
      make(one);
      writes.removeFirst();
    }
  }

  private Made inOneTransaction(List<Write> writes) throws SQLException {
    return database.write(connection -> {
      Optional<String> owner = database.owner(connection);
      Set<Write> lost = new HashSet<>();
      List<Write.Append> appends = new ArrayList<>();
      for (Write write : writes) {
        switch (write) {
          case Write.Append append -> {
            if (owner.filter(append.hold().owner()::equals).isPresent()) {
              appends.add(append);
            } else {
              lost.add(append);
            }
          }
          case Write.Asked asked -> {
            append(appends, connection, lost);
            if (owner.isPresent()) {
              asked.change().make(connection, owner.get());
            }
          }
          case Write.Chore chore -> {
            append(appends, connection, lost);
            chore.change().make(connection);
          }
        }
      }
      append(appends, connection, lost);
      return new Made(lost, owner.isPresent());
    });
  }

  private void append(List<Write.Append> appends, Connection connection, Set<Write> lost)
      throws SQLException {
    if (appends.isEmpty()) {
      return;
    }
    Set<String> changed = new LinkedHashSet<>();
    try (PreparedStatement insert = connection.prepareStatement(Statements.APPEND)) {
      for (Write.Append append : appends) {
        insert.setString(1, append.hold().id());
        insert.setLong(2, append.number());
        insert.setString(3, append.data());
        hold(insert, 4, append);
        insert.addBatch();
      }
      int[] made = insert.executeBatch();
      for (int i = 0; i < made.length; i++) {
        if (made[i] == 0) {
          lost.add(appends.get(i));
        } else {
          changed.add(appends.get(i).hold().id());
        }
      }
    }
    move(appends, connection);
    database.tell(connection, changed);
    appends.clear();
  }

  private static void move(List<Write.Append> appends, Connection connection) throws SQLException {
    List<Write.Append> moving = appends.stream().filter(a -> a.phase().isPresent()).toList();
    if (moving.isEmpty()) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(Statements.MOVE)) {
      for (Write.Append append : moving) {
        Phase phase = append.phase().orElseThrow();
        update.setString(1, phase.word());
        update.setBoolean(2, phase.ended());
        hold(update, 3, append);
        update.addBatch();
      }
      update.executeBatch();
    }
    try (PreparedStatement cut = connection.prepareStatement(Statements.CUT)) {
      for (Write.Append append : moving) {
        if (append.phase().orElseThrow().ended()) {
          cut.setString(1, append.hold().id());
          cut.setLong(2, append.number());
          hold(cut, 3, append);
          cut.addBatch();
        }
      }
      cut.executeBatch();
    }
  }

  private static void hold(PreparedStatement statement, int from, Write.Append append)
      throws SQLException {
    statement.setString(from, append.hold().id());
    statement.setString(from + 1, append.hold().owner());
    statement.setLong(from + 2, append.hold().epoch());
  }

  private static void tellAll(List<Write> writes, Made made) {
    for (Write write : writes) {
      switch (write) {
        case Write.Append append -> {
          if (made.lost().contains(append)) {
            append.receipt().lost();
          } else {
            append.receipt().kept();
          }
        }
        case Write.Asked asked -> {
          if (made.owned()) {
            asked.end().complete(null);
          } else {
            asked.end().completeExceptionally(new SQLException(SqlStore.DEAD));
          }
        }
        case Write.Chore _ -> {}
      }
    }
  }
}
