package dev.aether.cache;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Keeps caches in files of one directory: read once at the start, written again and again while
/// they change, and at the end. A crash loses what came since the last writing, never a file.
public final class CacheFiles implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("aether.cache");

  private final List<CacheFile> files;
  private final ScheduledThreadPoolExecutor writer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("cache-writer").factory());

  private CacheFiles(List<CacheFile> files) {
    this.files = files;
  }

  /// Fills the layers from their files, and begins to keep them.
  ///
  /// @param every how often changes are written
  /// @throws IOException if the directory cannot be made
  public static CacheFiles keep(Path directory, List<PersistentLayer> layers, Duration every)
      throws IOException {
    Files.createDirectories(directory);
    var files =
        new CacheFiles(layers.stream().map(layer -> new CacheFile(directory, layer)).toList());
    files.files.forEach(CacheFile::load);
    var _ =
        files.writer.scheduleWithFixedDelay(
            files::save, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    return files;
  }

  /// A full disk is no reason to stop: what is in memory still serves, and the next time may do.
  private void save() {
    for (CacheFile file : files) {
      try {
        file.save();
      } catch (IOException | RuntimeException notWritten) {
        LOG.log(Level.WARNING, "a cache file cannot be written: {0}", notWritten.toString());
      }
    }
  }

  /// Writes what is new, a last time.
  @Override
  public void close() {
    writer.execute(this::save);
    writer.close();
  }
}
