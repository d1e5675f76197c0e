package dev.aether.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/// One layer's file. It is whole or it is not there: a new one is written beside the old one, put
/// on the disk, and then takes its name.
///
/// The file is a magic number, the version of the format, the layer's name, its content, and the
/// CRC-32C of all that. One that cannot be read is set aside under another name, for whoever wants
/// to look at it, and the layer starts empty.
///
/// For use by one thread at a time.
final class CacheFile {
  private static final System.Logger LOG = System.getLogger("aether.cache");

  private static final int MAGIC = 0x41_45_43_48; // AECH
  private static final int VERSION = 1;
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final PersistentLayer layer;
  private long written;

  CacheFile(Path directory, PersistentLayer layer) {
    this.file = directory.resolve(layer.name() + ".cache");
    this.layer = layer;
    this.written = layer.changes();
  }

  /// Gives the layer what an earlier process wrote, if there is something.
  void load() {
    try {
      if (Files.exists(file)) {
        verify();
        read();
      }
    } catch (IOException | RuntimeException unreadable) {
      LOG.log(Level.WARNING, "the cache file {0} is not used: {1}", file, reason(unreadable));
      setAside();
    }
    written = layer.changes();
  }

  /// The sum is checked before the layer sees anything.
  private void verify() throws IOException {
    var sum = new CRC32C();
    long left = Files.size(file) - Long.BYTES;
    try (var in = data(new CheckedInputStream(Files.newInputStream(file), sum))) {
      for (byte[] buffer = new byte[BUFFER_BYTES]; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        left -= read;
      }
      long found = sum.getValue();
      if (left != 0 || found != in.readLong()) {
        throw new IOException("it is damaged");
      }
    }
  }

  /// Not buffered: the sum is of what has been asked for.
  private static DataInputStream data(InputStream in) {
    return new DataInputStream(in);
  }

  private void read() throws IOException {
    try (var in = data(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("it is something else");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException("its format is %d, not %d".formatted(version, VERSION));
      }
      if (!in.readUTF().equals(layer.name())) {
        throw new IOException("it is another cache's");
      }
      layer.readFrom(in);
    }
  }

  private static String reason(Exception unreadable) {
    String message = unreadable.getMessage();
    return message != null ? message : unreadable.toString();
  }

  private void setAside() {
    try {
      Files.move(file, beside(".unreadable"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException stays) {
      LOG.log(Level.WARNING, "cannot rename {0}: {1}", file, stays.getMessage());
    }
  }

  private Path beside(String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /// Writes the layer's content, if it has changed.
  void save() throws IOException {
    long now = layer.changes();
    if (now == written) {
      return;
    }
    Path fresh = beside(".new");
    Files.deleteIfExists(fresh);
    createForOwner(fresh);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      write(Channels.newOutputStream(channel));
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceDirectory();
    written = now;
  }

  private void write(OutputStream raw) throws IOException {
    var sum = new CRC32C();
    var out =
        new DataOutputStream(
            new BufferedOutputStream(new CheckedOutputStream(raw, sum), BUFFER_BYTES));
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeUTF(layer.name());
    layer.writeTo(out);
    out.flush();
    out.writeLong(sum.getValue());
    out.flush();
  }

  /// Answers are nobody else's business.
  private static void createForOwner(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(path);
    }
  }

  /// So that the new name survives a loss of power. Not every system lets directories be opened.
  private void forceDirectory() {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException notHere) {
        LOG.log(Level.DEBUG, "directory not forced", notHere);
      }
    }
  }
}
