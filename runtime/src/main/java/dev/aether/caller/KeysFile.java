package dev.aether.caller;

import dev.aether.caller.KeysReader.InvalidKeys;
import dev.aether.json.JsonText.Malformed;
import dev.aether.json.JsonText.Parsed;
import dev.aether.json.JsonText.TooDeep;
import dev.aether.json.YamlText;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Callers from a file, which is read again when it has changed: at most once a second a request
/// looks at its time, size and identity. A file that cannot be used leaves the keys in force that
/// were there before, and is logged once.
public final class KeysFile implements Callers {
  private static final Logger LOG = System.getLogger("aether.keys");
  private static final Logger AUDIT = System.getLogger("aether.audit");
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_BYTES = 8 << 20;

  private final Path file;
  private final LongSupplier nanoTime;
  private final AtomicLong nextLook;
  private volatile KeyRing ring;
  private volatile Stamp seen;

  /// What changes when the file does.
  private record Stamp(@Nullable FileTime time, long size, @Nullable Object identity) {
    static final Stamp NONE = new Stamp(null, -1, null);
  }

  /// The file cannot be used. The message says why, for people, and has no digest in it.
  public static final class UnusableKeys extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableKeys(String message) {
      super(message, null, false, false);
    }
  }

  /// Reads the file.
  ///
  /// @param nanoTime monotonic clock
  public KeysFile(Path file, LongSupplier nanoTime) throws UnusableKeys {
    this.file = file;
    this.nanoTime = nanoTime;
    this.seen = stamp();
    this.ring = KeyRing.of(read(), nanoTime);
    this.nextLook = new AtomicLong(nanoTime.getAsLong() + LOOK_EVERY_NANOS);
  }

  @Override
  public Identification identify(Optional<String> key) {
    long due = nextLook.get();
    long now = nanoTime.getAsLong();
    if (now - due >= 0 && nextLook.compareAndSet(due, now + LOOK_EVERY_NANOS)) {
      look();
    }
    return ring.identify(key);
  }

  private synchronized void look() {
    Stamp there = stamp();
    if (there.equals(seen)) {
      return;
    }
    seen = there;
    try {
      ring = ring.replacedBy(read(), nanoTime);
      AUDIT.log(Level.INFO, "keys reloaded | keys=" + ring.size());
    } catch (UnusableKeys wrong) {
      LOG.log(Level.WARNING, "the old API keys stay in force: " + wrong.getMessage());
    }
  }

  private Stamp stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException _) {
      return Stamp.NONE;
    }
  }

  private List<CallerKey> read() throws UnusableKeys {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UnusableKeys("%s: larger than %d bytes".formatted(file, MOST_BYTES));
      }
      return switch (YamlText.read(new String(bytes, StandardCharsets.UTF_8))) {
        case Parsed(var document) -> KeysReader.read(document);
        case Malformed(int line, int column, _) ->
            throw new UnusableKeys(
                "%s: not YAML at line %d, column %d".formatted(file, line, column));
        case TooDeep _ -> throw new UnusableKeys(file + ": nested too deeply");
      };
    } catch (IOException unreadable) {
      throw new UnusableKeys("cannot read " + file);
    } catch (InvalidKeys wrong) {
      throw new UnusableKeys(file + ": " + wrong.getMessage());
    }
  }
}
