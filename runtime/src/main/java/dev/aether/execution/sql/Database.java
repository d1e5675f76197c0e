package dev.aether.execution.sql;

import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.execution.ExecutionStore.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/// The database under a [SqlStore]: its connections, and what not every database does alike. Reads
/// come from many threads, writes from one.
public interface Database extends AutoCloseable {

  /// What is done over a connection.
  @FunctionalInterface
  interface Work<T> {
    /// Does it.
    T on(Connection connection) throws SQLException;
  }

  /// A commit that failed: it is not known whether the changes were made.
  final class InDoubt extends SQLException {
    private static final long serialVersionUID = 1L;

    /// @param cause what was said instead of yes
    public InDoubt(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  /// What is kept, for messages.
  String name();

  /// Reads.
  <T> T read(Work<T> work) throws SQLException;

  /// Makes changes, all or none.
  ///
  /// @throws InDoubt if it failed, and the changes may have been made
  <T> T write(Work<T> work) throws SQLException;

  /// Says under which name this server has executions. Until the transaction's end nobody takes
  /// from it what it has under that name.
  ///
  /// @return empty if it was taken for dead
  Optional<String> owner(Connection connection) throws SQLException;

  /// Under which name this server has executions now, as far as it knows.
  Optional<String> owner();

  /// Tells other servers, with the transaction's end.
  ///
  /// @param changed executions with new events
  void tell(Connection connection, Collection<String> changed) throws SQLException;

  /// Tells whoever has an execution that it is to stop.
  void tellToStop(Connection connection, String id) throws SQLException;

  /// Whether a change would fail again, by itself.
  boolean hopeless(SQLException failure);

  /// What is wrong apart from writes that failed, for operators.
  Optional<String> trouble();

  /// A condition with one parameter: that the tags hold it.
  String hasTag();

  /// Begins to hand over what nobody has any more.
  ///
  /// @return how many have been handed over at once
  int attend(SqlStore store, Attendant attendant) throws Unavailable, InterruptedException;

  /// Says that this server goes; after the last write, before [#close()].
  void leave();

  @Override
  void close();
}
