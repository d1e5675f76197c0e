package dev.aether.execution.sqlite;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.Phase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Executions in one file, with a write-ahead log that is flushed to the disk before anything is
/// said to be kept. One process has the file at a time. The newest executions stay, and those that
/// have not ended.
public final class SqliteStore implements ExecutionStore {
  private static final Duration KEYS_LAST = Duration.ofHours(24);
  private static final int CLEAN_EVERY = 200;
  private static final int CLEAN_AT_ONCE = 1_000;

  private final InstantSource clock;
  private final int keep;
  private final FileChannel lockFile;
  private final Connection reading;
  private final SqliteReader reader;
  private final Connection writing;
  private final GroupCommit writer;
  private final AtomicLong ended = new AtomicLong();

  /// The file cannot be used.
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private SqliteStore(
      Path file,
      ValueParser parser,
      InstantSource clock,
      int keep,
      FileChannel lockFile,
      Connection reading,
      Connection writing) {
    this.clock = clock;
    this.keep = keep;
    this.lockFile = lockFile;
    this.reading = reading;
    this.reader = new SqliteReader(file, parser, reading);
    this.writing = writing;
    this.writer = new GroupCommit(writing);
  }

  /// Opens a file, or makes it.
  ///
  /// @param parser reads what was written
  /// @param keep executions that have ended and stay
  public static SqliteStore open(Path file, ValueParser parser, InstantSource clock, int keep)
      throws Unusable {
    return open(file, parser, clock, keep, 0);
  }

  /// @param maxPages largest size of the file, in its pages; 0 for no limit of our own
  static SqliteStore open(
      Path file, ValueParser parser, InstantSource clock, int keep, int maxPages) throws Unusable {
    FileChannel lockFile = lock(file);
    try {
      Connection writing = connect(file);
      Connection reading = connect(file);
      try (Statement statement = writing.createStatement()) {
        if (maxPages > 0) {
          statement.execute("PRAGMA max_page_count=" + maxPages);
        }
        for (String line : SqliteSchema.STATEMENTS) {
          statement.execute(line);
        }
      }
      writing.setAutoCommit(false);
      return new SqliteStore(file, parser, clock, keep, lockFile, reading, writing);
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

  private static void closeQuietly(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception ignored) {
      // there is nobody to tell
    }
  }

  @Override
  public void accept(Header header, Value.Obj request, Optional<Claim> claim)
      throws Unavailable, InterruptedException {
    String body = CompactJson.of(request);
    long now = clock.millis();
    writer.await(connection -> {
      try (PreparedStatement insert = connection.prepareStatement(SqliteSchema.INSERT)) {
        insert.setString(1, header.id());
        insert.setString(2, header.tenant());
        insert.setLong(3, SqliteSchema.nanos(header.createdAt()));
        insert.setString(4, header.parentId().orElse(null));
        insert.setString(5, header.flow().orElse(null));
        insert.setString(6, CompactJson.of(texts(header.tags())));
        insert.setBoolean(7, header.withheld());
        insert.setString(8, body);
        insert.executeUpdate();
      }
      if (claim.isPresent()) {
        try (PreparedStatement insert = connection.prepareStatement(SqliteSchema.CLAIM)) {
          insert.setString(1, header.tenant());
          insert.setString(2, claim.get().key());
          insert.setString(3, claim.get().bodyHash());
          insert.setString(4, header.id());
          insert.setLong(5, now);
          insert.executeUpdate();
        }
      }
    });
  }

  private static Value texts(List<String> texts) {
    return new Value.Arr(texts.stream().map(text -> (Value) new Value.Text(text)).toList());
  }

  @Override
  public void append(String id, long number, Value event, Optional<Phase> phase, Runnable kept) {
    String data = CompactJson.of(event);
    writer.write(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(SqliteSchema.APPEND)) {
            insert.setString(1, id);
            insert.setLong(2, number);
            insert.setString(3, data);
            insert.executeUpdate();
          }
          if (phase.isPresent()) {
            try (PreparedStatement update = connection.prepareStatement(SqliteSchema.MOVE)) {
              update.setString(1, phase.get().word());
              update.setBoolean(2, phase.get().ended());
              update.setString(3, id);
              update.executeUpdate();
            }
          }
        },
        kept);
    if (phase.isPresent() && phase.get().ended() && ended.incrementAndGet() % CLEAN_EVERY == 0) {
      writer.write(this::clean, () -> {});
    }
  }

  private void clean(Connection connection) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(SqliteSchema.FORGET)) {
      delete.setInt(1, CLEAN_AT_ONCE);
      delete.setInt(2, keep);
      delete.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM claims WHERE at < ?")) {
      delete.setLong(1, clock.millis() - KEYS_LAST.toMillis());
      delete.executeUpdate();
    }
  }

  @Override
  public void cancel(String id) throws Unavailable, InterruptedException {
    writer.await(connection -> {
      try (PreparedStatement update =
          connection.prepareStatement(
              "UPDATE executions SET cancelling = 1 WHERE id = ? AND ended = 0")) {
        update.setString(1, id);
        update.executeUpdate();
      }
    });
  }

  @Override
  public Optional<Kept> find(String tenant, String id) throws Unavailable {
    return reader.find(tenant, id);
  }

  @Override
  public List<String> list(String tenant, Filter filter, int most) throws Unavailable {
    return reader.list(tenant, filter, most);
  }

  @Override
  public Optional<Claimed> claimed(String tenant, String key) throws Unavailable {
    return reader.claimed(tenant, key, clock.millis() - KEYS_LAST.toMillis());
  }

  @Override
  public List<Kept> unfinished() throws Unavailable {
    return reader.unfinished();
  }

  @Override
  public Optional<String> trouble() {
    return writer.trouble();
  }

  @Override
  public void close() {
    writer.close();
    Stream.of(writing, reading, lockFile).forEach(SqliteStore::closeQuietly);
  }
}
