package dev.aether.execution.sqlite;

import dev.aether.context.ValueParser;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.SqlStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Executions in one file, with a write-ahead log that is flushed to the disk before anything is
/// said to be kept. One process has the file at a time.
public final class SqliteStore {
  private SqliteStore() {}

  /// The file cannot be used.
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// Opens a file, or makes it.
  ///
  /// @param parser reads what was written
  /// @param keep executions that have ended and stay
  public static ExecutionStore open(Path file, ValueParser parser, InstantSource clock, int keep)
      throws Unusable {
    return new SqlStore(database(file, 0), parser, clock, keep);
  }

  /// @param maxPages largest size of the file, in its pages; 0 for no limit of our own
  static Database database(Path file, int maxPages) throws Unusable {
    FileChannel lockFile = lock(file);
    try {
      Connection writing = connect(file);
      Connection reading = connect(file);
      try (Statement statement = writing.createStatement()) {
        if (maxPages > 0) {
          statement.execute("PRAGMA max_page_count=" + maxPages);
        }
      }
      SqliteSchema.bringUpToDate(writing);
      return new SqliteDatabase(file, lockFile, reading, writing);
    } catch (SQLException broken) {
      closeQuietly(lockFile);
      throw new Unusable(
          "%s is no store of executions, or damaged: %s".formatted(file, broken.getMessage()),
          broken);
    }
  }

  private static FileChannel lock(Path file) throws Unusable {
    Path absolute = file.toAbsolutePath();
    try {
      if (absolute.getParent() != null) {
        Files.createDirectories(absolute.getParent());
      }
      FileChannel channel =
          FileChannel.open(
              absolute.resolveSibling(absolute.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new Unusable(
            file + " is in use by another server; give this one a store of its own", null);
      }
      return channel;
    } catch (IOException broken) {
      throw new Unusable("%s cannot be used: %s".formatted(file, broken.getMessage()), broken);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // this very process has it
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA busy_timeout=5000");
      statement.execute("PRAGMA foreign_keys=ON");
    }
    return connection;
  }

  static void closeQuietly(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception ignored) {
      // there is nobody to tell
    }
  }
}
