package dev.aether.execution.sql;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
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
      if (writes.getFirst() instanceof Write.Told told) {
        told.end().completeExceptionally(refused);
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
      Set<Write> lost = Collections.newSetFromMap(new IdentityHashMap<>());
      var growth = new Growth(database);
      for (Write write : writes) {
        switch (write) {
          case Write.Begin begin -> {
            if (owner.filter(begin.hold().owner()::equals).isPresent()) {
              growth.begin(begin);
            } else {
              lost.add(begin);
            }
          }
          case Write.Append append -> {
            if (owner.filter(append.hold().owner()::equals).isPresent()) {
              growth.append(append);
            } else {
              lost.add(append);
            }
          }
          case Write.Asked asked -> {
            growth.make(connection, lost);
            if (owner.isPresent()) {
              asked.change().make(connection, owner.get());
            }
          }
          case Write.Chore chore -> {
            growth.make(connection, lost);
            chore.change().make(connection);
          }
        }
      }
      growth.make(connection, lost);
      return new Made(lost, owner.isPresent());
    });
  }

  private static void tellAll(List<Write> writes, Made made) {
    for (Write write : writes) {
      boolean lost = made.lost().contains(write);
      switch (write) {
        case Write.Append append -> {
          if (lost) {
            append.receipt().lost();
          } else {
            append.receipt().kept();
          }
        }
        case Write.Told told -> {
          if (made.owned() && !lost) {
            told.end().complete(null);
          } else {
            told.end().completeExceptionally(new SQLException(SqlStore.DEAD));
          }
        }
        case Write.Chore _ -> {}
      }
    }
  }
}
