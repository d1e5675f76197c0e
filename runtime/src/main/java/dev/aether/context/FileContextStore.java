package dev.aether.context;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Contexts as files of JSON, one each, in a directory per tenant.
///
/// A context is written to a file of its own that is flushed to the disk and then takes the place
/// of the old one; so whoever reads, after whatever crash, finds the old context or the new one.
/// Writers take turns, those of other processes included. Readers do not wait.
public final class FileContextStore implements ContextStore {
  private static final String UNFINISHED = ".tmp";
  private static final String LOCK = ".lock";

  /// The system knows locks of processes only; within this one, writers of a directory take turns
  /// here.
  private static final ConcurrentMap<Path, ReentrantLock> WRITERS = new ConcurrentHashMap<>();

  private final Path directory;
  private final int limit;
  private final ValueParser parser;
  private final InstantSource clock;
  private final ReentrantLock writing;
  private volatile @Nullable String trouble;

  private FileContextStore(Path directory, int limit, ValueParser parser, InstantSource clock) {
    this.directory = directory;
    this.limit = limit;
    this.parser = parser;
    this.clock = clock;
    this.writing = WRITERS.computeIfAbsent(directory, _ -> new ReentrantLock());
  }

  /// Opens a directory; makes it, if there is none, so that only its owner looks in.
  ///
  /// @param limit contexts that a tenant may have
  /// @throws IOException if it cannot be written
  public static FileContextStore open(
      Path directory, int limit, ValueParser parser, InstantSource clock) throws IOException {
    var store = new FileContextStore(directory.toAbsolutePath().normalize(), limit, parser, clock);
    store.makeDirectory(store.directory);
    try (FileChannel lock = FileChannel.open(store.directory.resolve(LOCK), CREATE, WRITE)) {
      lock.force(true); // the directory can be written
    }
    return store;
  }

  private void makeDirectory(Path wanted) throws IOException {
    Files.createDirectories(wanted, only("rwx------"));
  }

  private FileAttribute<?>[] only(String permissions) {
    FileSystem files = directory.getFileSystem();
    if (!files.supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> allowed = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(allowed)};
  }

  private Path tenant(String tenant) {
    return directory.resolve(FileNames.ofTenant(tenant));
  }

  private Path file(Key key) {
    return tenant(key.tenant()).resolve(FileNames.of(key.id()));
  }

  /// Something with files, whose failure is the store's trouble.
  @FunctionalInterface
  private interface Work<T> {
    T done() throws IOException, Unavailable;
  }

  private <T> T trying(String what, Work<T> work) throws Unavailable, InterruptedException {
    try {
      T result = work.done();
      trouble = null;
      return result;
    } catch (ClosedByInterruptException | FileLockInterruptionException _) {
      throw new InterruptedException("interrupted at a file");
    } catch (IOException broken) {
      trouble = "the directory of stored contexts cannot be " + what;
      throw new Unavailable("%s: %s".formatted(trouble, broken), broken);
    }
  }

  /// One writer at a time, on this machine.
  private <T> T alone(Work<T> work) throws Unavailable, InterruptedException {
    writing.lockInterruptibly();
    try {
      return trying(
          "written",
          () -> {
            try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), CREATE, WRITE);
                FileLock lock = channel.lock()) {
              if (!lock.isValid()) {
                throw new IOException("the lock was lost");
              }
              return work.done();
            }
          });
    } finally {
      writing.unlock();
    }
  }

  @Override
  public Optional<Stored> get(Key key) throws Unavailable, InterruptedException {
    return trying("read", () -> read(file(key)));
  }

  private Optional<Stored> read(Path file) throws IOException, Unavailable {
    try {
      Instant writtenAt = Files.getLastModifiedTime(file).toInstant();
      return Optional.of(ContextText.kept(Files.readAllBytes(file)).stored(parser, writtenAt));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// Of whatever stands there: a damaged context can be replaced and deleted.
  private static Optional<String> tag(Path file) throws IOException {
    try {
      return Optional.of(ContextText.kept(Files.readAllBytes(file)).tag());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  @Override
  public Written put(Key key, Value.Obj values, Condition condition)
      throws Unavailable, InterruptedException {
    return alone(() -> {
      Path file = file(key);
      Optional<String> before = tag(file);
      if (!condition.holds(before)) {
        return new Refused();
      }
      if (before.isEmpty() && isFull(key.tenant())) {
        return new Full(limit);
      }
      return new Done(write(file, values), before.isEmpty());
    });
  }

  private boolean isFull(String tenant) throws IOException {
    return files(tenant).size() >= limit;
  }

  private Stored write(Path file, Value.Obj values) throws IOException {
    ContextText text = ContextText.of(values);
    Path folder = file.resolveSibling("");
    makeDirectory(folder);
    Path unfinished = directory.resolve(UNFINISHED); // of the one writer that there is
    Files.deleteIfExists(unfinished); // a crash has left it
    try (FileChannel out =
        FileChannel.open(unfinished, Set.of(CREATE_NEW, WRITE), only("rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.json());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Instant now = clock.instant();
    Files.setLastModifiedTime(unfinished, FileTime.from(now));
    Files.move(unfinished, file, ATOMIC_MOVE);
    flush(folder);
    return text.stored(values, now);
  }

  /// Puts the names in a directory, and its own, on the disk.
  private void flush(Path folder) throws IOException {
    for (Path here = folder; here != null && here.startsWith(directory); here = here.getParent()) {
      try (FileChannel names = FileChannel.open(here, READ)) {
        names.force(true);
      }
    }
  }

  @Override
  public Deletion delete(Key key, Condition condition) throws Unavailable, InterruptedException {
    return alone(() -> {
      Path file = file(key);
      Optional<String> before = tag(file);
      if (!condition.holds(before)) {
        return Deletion.REFUSED;
      }
      if (!Files.deleteIfExists(file)) {
        return Deletion.MISSING;
      }
      flush(file.resolveSibling(""));
      return Deletion.DONE;
    });
  }

  @Override
  public List<Entry> list(String tenant, String after, int most)
      throws Unavailable, InterruptedException {
    return trying(
        "read",
        () -> {
          Path folder = tenant(tenant);
          List<String> ids =
              files(tenant).stream()
                  .flatMap(file -> FileNames.id(folder.relativize(file)).stream())
                  .filter(id -> id.compareTo(after) > 0)
                  .sorted()
                  .limit(most)
                  .toList();
          var entries = Stream.<Entry>builder();
          for (String id : ids) {
            entry(id, folder.resolve(FileNames.of(id))).ifPresent(entries::add);
          }
          return entries.build().toList();
        });
  }

  /// Nothing, if somebody has just deleted it.
  private static Optional<Entry> entry(String id, Path file) throws IOException {
    try {
      return Optional.of(
          new Entry(
              id,
              Files.size(file),
              Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private List<Path> files(String tenant) throws IOException {
    Path folder = tenant(tenant);
    return Files.isDirectory(folder) ? RegularFiles.under(folder) : List.of();
  }

  @Override
  public Optional<String> trouble() {
    if (trouble != null) {
      try (FileChannel _ = FileChannel.open(directory.resolve(LOCK), CREATE, WRITE)) {
        trouble = null; // it is over; or the next request will tell
      } catch (IOException _) {
        return Optional.ofNullable(trouble);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    // Every write is finished when it returns.
  }
}
