package dev.aether.execution.sqlite;

import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Kept;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.SqlStore;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// A file with a write-ahead log. It belongs to this process alone, so nobody else has anything,
/// and nobody is to be told.
final class SqliteDatabase implements Database {
  private static final String OWNER = "";

  private final Path file;
  private final FileChannel lockFile;
  private final Connection reading;
  private final Connection writing;
  private final ReentrantLock readLock = new ReentrantLock();

  SqliteDatabase(Path file, FileChannel lockFile, Connection reading, Connection writing) {
    this.file = file;
    this.lockFile = lockFile;
    this.reading = reading;
    this.writing = writing;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public <T> T read(Work<T> work) throws SQLException {
    readLock.lock();
    try {
      return work.on(reading);
    } finally {
      readLock.unlock();
    }
  }

  @Override
  public <T> T write(Work<T> work) throws SQLException {
    T result;
    try {
      result = work.on(writing);
    } catch (SQLException | RuntimeException refused) {
      rollBack(refused);
      throw refused;
    }
    try {
      writing.commit();
    } catch (SQLException refused) {
      rollBack(refused);
      throw new InDoubt(refused);
    }
    return result;
  }

  private void rollBack(Exception because) {
    try {
      writing.rollback();
    } catch (SQLException nothingToRollBack) {
      because.addSuppressed(nothingToRollBack);
    }
  }

  @Override
  public Optional<String> owner(Connection connection) {
    return owner();
  }

  @Override
  public Optional<String> owner() {
    return Optional.of(OWNER);
  }

  @Override
  public void tell(Connection connection, Collection<String> changed) {}

  @Override
  public void tellToStop(Connection connection, String id) {}

  @Override
  public boolean hopeless(SQLException failure) {
    return false;
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public String hasTag() {
    return "EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)";
  }

  /// Whatever has not ended was left by a process that is no more.
  @Override
  public int attend(SqlStore store, Attendant attendant) throws Unavailable {
    List<Hold> left;
    try {
      left = read(SqliteDatabase::unfinished);
    } catch (SQLException broken) {
      throw new Unavailable("the store cannot be read: " + broken.getMessage(), broken);
    }
    for (Hold hold : left) {
      Optional<Kept> kept = store.find(hold.id());
      if (kept.isPresent()) {
        attendant.goOn(hold, kept.get());
      }
    }
    return left.size();
  }

  private static List<Hold> unfinished(Connection connection) throws SQLException {
    List<Hold> holds = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, epoch FROM executions WHERE NOT ended ORDER BY id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        holds.add(new Hold(rows.getString(1), OWNER, rows.getLong(2)));
      }
    }
    return holds;
  }

  @Override
  public void leave() {}

  @Override
  public void close() {
    Stream.of(writing, reading, lockFile).forEach(SqliteStore::closeQuietly);
  }
}
