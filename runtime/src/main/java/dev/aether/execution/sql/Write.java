package dev.aether.execution.sql;

import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Receipt;
import dev.aether.execution.Phase;
import java.sql.Connection;
import java.sql.SQLException;
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

  /// An event. Nobody waits for it, so it is tried until it is kept.
  record Append(Hold hold, long number, String data, Optional<Phase> phase, Receipt receipt)
      implements Write {

    /// Who has asked for the execution may wait for its end.
    @Override
    public boolean urgent() {
      return phase.isPresent() && phase.get().ended();
    }
  }

  /// A change of which somebody is told whether it is made.
  ///
  /// @param undo makes it as if it had never been made
  record Asked(OwnChange change, Change undo, CompletableFuture<Void> end, boolean urgent)
      implements Write {}

  /// A change that nobody waits for, tried until it is made.
  record Chore(Change change) implements Write {
    @Override
    public boolean urgent() {
      return false;
    }
  }
}
