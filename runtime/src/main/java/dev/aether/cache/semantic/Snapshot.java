package dev.aether.cache.semantic;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// A memory as bytes: embedder, answers with their records, entries with their vectors, and what
/// was learnt. Vectors of another embedder mean nothing, so such a snapshot is not read at all.
final class Snapshot {
  private static final int FORMAT = 0x5345_4D02;

  @SuppressWarnings("ArrayRecordComponent") // on its way to or from the bytes, never compared
  private record Kept<A>(
      long id,
      Namespace namespace,
      String text,
      Group<A> group,
      Instant stored,
      Instant expires,
      byte[] vector) {}

  private Snapshot() {}

  static <A> byte[] write(SemanticMemory.Parts<A> memory, AnswerCodec<A> codec) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeUTF(memory.embedder().id());
      out.writeInt(memory.embedder().dimensions());
      List<Kept<A>> kept = kept(memory.store());
      IdentityHashMap<Group<A>, Integer> numbers = new IdentityHashMap<>();
      List<Group<A>> groups = new ArrayList<>();
      for (Kept<A> entry : kept) {
        if (numbers.putIfAbsent(entry.group(), groups.size()) == null) {
          groups.add(entry.group());
        }
      }
      out.writeInt(groups.size());
      for (Group<A> group : groups) {
        write(out, codec.write(group.answer()));
        out.writeLong(group.support());
        out.writeLong(group.same());
        out.writeLong(group.different());
      }
      out.writeInt(kept.size());
      for (Kept<A> entry : kept) {
        out.writeLong(entry.id());
        out.writeUTF(entry.namespace().owner());
        out.writeUTF(entry.namespace().entries());
        out.writeUTF(entry.namespace().learning());
        write(out, entry.text().getBytes(StandardCharsets.UTF_8));
        out.writeInt(numbers.getOrDefault(entry.group(), 0));
        write(out, entry.stored());
        write(out, entry.expires());
        out.write(entry.vector());
      }
      memory.judgements().write(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static <A> List<Kept<A>> kept(Store<A> store) {
    List<Kept<A>> kept = new ArrayList<>();
    for (Entry<A> entry : store.all()) {
      store
          .vector(entry)
          .ifPresent(vector ->
              kept.add(
                  new Kept<>(
                      entry.id(),
                      entry.namespace(),
                      entry.text(),
                      entry.group(),
                      entry.stored(),
                      entry.expires(),
                      vector)));
    }
    return kept;
  }

  /// Reads everything before anything is changed.
  static <A> Restored read(
      SemanticMemory.Parts<A> memory, byte[] bytes, AnswerCodec<A> codec, Instant now) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != FORMAT) {
        return Restored.UNREADABLE;
      }
      int dimensions = memory.embedder().dimensions();
      if (!in.readUTF().equals(memory.embedder().id()) || in.readInt() != dimensions) {
        return Restored.OTHER_EMBEDDER;
      }
      List<Group<A>> groups = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        A answer = codec.read(bytes(in));
        groups.add(new Group<>(answer, in.readLong(), in.readLong(), in.readLong()));
      }
      List<Kept<A>> kept = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        kept.add(entry(in, groups, dimensions));
      }
      memory.judgements().read(in);
      for (Kept<A> entry : kept) {
        if (now.isBefore(entry.expires())) {
          memory
              .store()
              .restore(
                  entry.id(),
                  entry.namespace(),
                  entry.text(),
                  entry.vector(),
                  entry.group(),
                  entry.stored(),
                  entry.expires());
        }
      }
      return Restored.ALL;
    } catch (IOException
        | DateTimeException
        | IllegalArgumentException
        | IndexOutOfBoundsException _) {
      return Restored.UNREADABLE;
    }
  }

  private static <A> Kept<A> entry(DataInputStream in, List<Group<A>> groups, int dimensions)
      throws IOException {
    long id = in.readLong();
    var namespace = new Namespace(in.readUTF(), in.readUTF(), in.readUTF());
    String text = new String(bytes(in), StandardCharsets.UTF_8);
    Group<A> group = groups.get(in.readInt());
    Instant stored = instant(in);
    Instant expires = instant(in);
    byte[] vector = new byte[dimensions];
    in.readFully(vector);
    return new Kept<>(id, namespace, text, group, stored, expires, vector);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a length of " + length);
    }
    return in.readNBytes(length);
  }

  private static void write(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }
}
