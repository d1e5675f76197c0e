package dev.aether.execution.sql;

import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.execution.ExecutionStore.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/// A database whose commits sometimes succeed without saying so.
final class Doubtful implements Database {
  private final Database real;
  private volatile boolean next;

  Doubtful(Database real) {
    this.real = real;
  }

  /// The next commit will.
  void next() {
    next = true;
  }

  @Override
  public <T> T write(Work<T> work) throws SQLException {
    T result = real.write(work);
    if (next) {
      next = false;
      throw new InDoubt(new SQLException("not heard of"));
    }
    return result;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public <T> T read(Work<T> work) throws SQLException {
    return real.read(work);
  }

  @Override
  public Optional<String> owner(Connection connection) throws SQLException {
    return real.owner(connection);
  }

  @Override
  public Optional<String> owner() {
    return real.owner();
  }

  @Override
  public void tell(Connection connection, Collection<String> changed) throws SQLException {
    real.tell(connection, changed);
  }

  @Override
  public void tellToStop(Connection connection, String id) throws SQLException {
    real.tellToStop(connection, id);
  }

  @Override
  public boolean hopeless(SQLException failure) {
    return real.hopeless(failure);
  }

  @Override
  public Optional<String> trouble() {
    return real.trouble();
  }

  @Override
  public String hasTag() {
    return real.hasTag();
  }

  @Override
  public int attend(SqlStore store, Attendant attendant) throws Unavailable, InterruptedException {
    return real.attend(store, attendant);
  }

  @Override
  public void leave() {
    real.leave();
  }

  @Override
  public void close() {
    real.close();
  }
}
