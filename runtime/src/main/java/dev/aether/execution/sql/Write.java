package dev.aether.execution.sql;

import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Receipt;
import dev.aether.execution.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Something to be written.
sealed interface Write {

  /// Whether somebody waits until it is on disk.
  boolean urgent();

  /// A change of the database.
  @FunctionalInterface
  interface Change {
    void make(Connection connection) throws SQLException;
  }

  /// A change in the name of this server.
  @FunctionalInterface
  interface OwnChange {
    void make(Connection connection, String owner) throws SQLException;
  }

  /// Something of which somebody is told whether it is written.
  sealed interface Told extends Write {
    /// Done once it is on disk; fails if it is not written, nor will be.
    CompletableFuture<Void> end();

    /// Makes it as if it had never been written.
    Change undo();
  }

  /// An execution that has begun. Nobody waits for that, only for its end.
  ///
  /// @param request the body that asked for it
  record Begin(Hold hold, Header header, String request, CompletableFuture<Void> end)
      implements Told {
    @Override
    public boolean urgent() {
      return false;
    }

    @Override
    public Change undo() {
      return connection -> withdraw(hold.id(), connection);
    }
  }

  /// Takes an execution back, and the claim that began it.
  static void withdraw(String id, Connection connection) throws SQLException {
    for (String delete : List.of(Statements.WITHDRAW_CLAIM, Statements.WITHDRAW)) {
      try (PreparedStatement statement = connection.prepareStatement(delete)) {
        statement.setString(1, id);
        statement.executeUpdate();
      }
    }
  }

  /// Events that follow each other. Nobody waits for them, so they are tried until they are kept.
  ///
  /// @param first the number of the first
  /// @param phase where the execution stands with the last
  /// @param instead whether they take the place of all that were there
  record Append(
      Hold hold,
      long first,
      List<String> events,
      Optional<Phase> phase,
      boolean instead,
      Receipt receipt)
      implements Write {
    /// Copies the list.
    public Append {
      events = List.copyOf(events);
    }

    /// Who has asked for the execution may wait for its end.
    @Override
    public boolean urgent() {
      return phase.isPresent() && phase.get().ended();
    }
  }

  /// A change of which somebody is told whether it is made.
  record Asked(OwnChange change, Change undo, CompletableFuture<Void> end) implements Told {
    @Override
    public boolean urgent() {
      return true;
    }
  }

  /// A change that nobody waits for, tried until it is made.
  record Chore(Change change) implements Write {
    @Override
    public boolean urgent() {
      return false;
    }
  }
}
