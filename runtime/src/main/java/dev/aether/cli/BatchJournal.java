package dev.aether.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a batch has come to so far, in a file: a line for each line of data that is done, in the
/// order in which they ended. Whoever begins the same batch again reads it and goes on.
///
/// Only places in the file are held in memory. Safe for use by many threads.
final class BatchJournal implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final Map<Integer, Entry> entries = new HashMap<>();
  private long end;

  private record Entry(String hash, boolean succeeded, long from, int length) {}

  private BatchJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Opens a journal, or begins one.
  ///
  /// @param batch stands for the flow and all that it is run with
  /// @throws NotUsable if the file belongs to another batch
  static BatchJournal open(Path file, String batch) throws NotUsable {
    try {
      var journal = new BatchJournal(file, FileChannel.open(file, CREATE, READ, WRITE));
      boolean ours = false;
      try {
        ours = journal.read(batch);
      } finally {
        if (!ours) {
          journal.close();
        }
      }
      if (ours) {
        return journal;
      }
    } catch (IOException broken) {
      throw new NotUsable("cannot use %s: %s".formatted(file, broken.getMessage()));
    }
    throw new NotUsable(
        "%s belongs to a batch with another flow, context or options; delete it to begin anew"
            .formatted(file));
  }

  private boolean read(String batch) throws IOException, NotUsable {
    var in = Channels.newInputStream(channel);
    var lines = new LineBytes(in, BUFFER_BYTES);
    Optional<byte[]> header = lines.next();
    if (header.isEmpty()) {
      channel.truncate(0); // nothing, or the beginning of a first line
      append(bytes(new Members().put("batch", batch).end()));
      return true;
    }
    if (!(value(header.get()) instanceof Value.Obj(var members)
        && new Value.Text(batch).equals(members.get("batch")))) {
      return false;
    }
    end = header.get().length + 1L;
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (value(line.get()) instanceof Value.Obj(var result)
          && result.get("line") instanceof Value.Num number) {
        note(
            (int) number.asDouble(),
            Optional.ofNullable(result.get("input_hash")).map(Value::asText).orElse(""),
            new Value.Text("succeeded").equals(result.get("status")),
            line.get().length);
      }
      end += line.get().length + 1L;
    }
    channel.truncate(end); // what a crash has cut
    return true;
  }

  private static Value value(byte[] json) {
    return JsonText.JSON.read(json) instanceof JsonText.Parsed(var value) ? value : Value.Null.NULL;
  }

  private void note(int line, String hash, boolean succeeded, int length) {
    entries.put(line, new Entry(hash, succeeded, end, length));
  }

  private static byte[] bytes(Value value) {
    return CompactJson.of(value).getBytes(StandardCharsets.UTF_8);
  }

  private void append(byte[] json) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
    long at = end;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
    end = at;
  }

  /// Whether a line is done.
  synchronized boolean has(BatchData.Line line) {
    Entry entry = entries.get(line.number());
    return entry != null && entry.hash().equals(line.hash());
  }

  /// Whether a line is done and all went well.
  synchronized boolean succeeded(BatchData.Line line) {
    Entry entry = entries.get(line.number());
    return entry != null && entry.hash().equals(line.hash()) && entry.succeeded();
  }

  /// Forgets a line that is to be done again.
  synchronized void forget(int line) {
    entries.remove(line);
  }

  /// Writes down that a line is done.
  ///
  /// @param result with the members `line`, `input_hash` and `status`
  synchronized void add(BatchData.Line line, boolean succeeded, Value.Obj result)
      throws IOException {
    byte[] json = bytes(result);
    note(line.number(), line.hash(), succeeded, json.length);
    append(json);
  }

  /// The result of a line, if it is done.
  synchronized Optional<byte[]> result(int line) throws IOException {
    Entry entry = entries.get(line);
    if (entry == null) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.allocate(entry.length());
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, entry.from() + buffer.position()) < 0) {
        throw new IOException(file + " has become shorter");
      }
    }
    return Optional.of(buffer.array());
  }

  /// The lines that are done, in the order in which they ended.
  synchronized int[] inOrderOfTheirEnd() {
    return entries.entrySet().stream()
        .sorted((a, b) -> Long.compare(a.getValue().from(), b.getValue().from()))
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  /// Keeps only the lines that there are.
  synchronized void retain(BitSet lines) {
    entries.keySet().removeIf(line -> !lines.get(line));
  }

  /// How many lines are done.
  synchronized int size() {
    return entries.size();
  }

  /// How many of the lines that are done did not succeed.
  synchronized int failed() {
    return (int) entries.values().stream().filter(entry -> !entry.succeeded()).count();
  }

  @Override
  public void close() throws NotUsable {
    try {
      channel.close();
    } catch (IOException broken) {
      throw new NotUsable("cannot close %s: %s".formatted(file, broken.getMessage()));
    }
  }
}
