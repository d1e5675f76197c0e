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
      implements Write {}

  /// A change that somebody waits for, who is told if it is not made.
  ///
  /// @param undo makes it as if it had never been made
  record Asked(OwnChange change, Change undo, CompletableFuture<Void> end) implements Write {}

  /// A change that nobody waits for, tried until it is made.
  record Chore(Change change) implements Write {}
}
