package dev.aether.cache;

import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.llm.LlmResult.Completion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The answers of the exact cache, one after the other: key, tenant, expiry by wall clock, and the
/// answer's own bytes.
final class AnswersFile implements PersistentLayer {
  private static final byte ANSWER = 'A';
  private static final byte END = 'Z';

  private final String name;
  private final Answers answers;
  private final AnswerCodec<Completion> codec;

  private record Entry(CacheKey key, String tenant, long expiresAtMillis, Completion answer) {}

  AnswersFile(String name, Answers answers, AnswerCodec<Completion> codec) {
    this.name = name;
    this.answers = answers;
    this.codec = codec;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long changes() {
    return answers.changes();
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    for (var entry : answers.all()) {
      byte[] answer = codec.write(entry.getValue().answer());
      out.writeByte(ANSWER);
      CacheKey key = entry.getKey();
      out.writeLong(key.high());
      out.writeLong(key.second());
      out.writeLong(key.third());
      out.writeLong(key.low());
      out.writeUTF(entry.getValue().tenant());
      out.writeLong(entry.getValue().expiresAtMillis());
      out.writeInt(answer.length);
      out.write(answer);
    }
    out.writeByte(END);
  }

  /// Reads everything before anything is kept: half a file is none.
  @Override
  public void readFrom(DataInput in) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      byte mark = in.readByte();
      for (; mark == ANSWER; mark = in.readByte()) {
        entries.add(entry(in));
      }
      if (mark != END) {
        throw new IOException("neither an answer nor the end");
      }
    } catch (IllegalArgumentException otherwise) {
      throw new IOException("an answer that is none", otherwise);
    }
    for (Entry entry : entries) {
      answers.restore(entry.key(), entry.tenant(), entry.answer(), entry.expiresAtMillis());
    }
  }

  private Entry entry(DataInput in) throws IOException {
    var key = new CacheKey(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    String tenant = in.readUTF();
    long expiresAtMillis = in.readLong();
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("an answer of %d bytes".formatted(length));
    }
    byte[] answer = new byte[length];
    in.readFully(answer);
    return new Entry(key, tenant, expiresAtMillis, codec.read(answer));
  }
}
