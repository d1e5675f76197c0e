package dev.aether.cache;

import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.cache.semantic.SemanticMemory;
import dev.aether.llm.LlmResult.Completion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.LongSupplier;

/// A semantic memory in a file, as one snapshot.
///
/// @param count of changes so far
record SemanticFile(
    String name,
    SemanticMemory<Completion> memory,
    AnswerCodec<Completion> codec,
    LongSupplier count)
    implements PersistentLayer {
  private static final System.Logger LOG = System.getLogger("aether.cache");

  @Override
  public long changes() {
    return count.getAsLong();
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    byte[] snapshot = memory.snapshot(codec);
    out.writeInt(snapshot.length);
    out.write(snapshot);
  }

  @Override
  public void readFrom(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("a length of " + length);
    }
    byte[] snapshot = new byte[length];
    in.readFully(snapshot);
    switch (memory.restore(snapshot, codec)) {
      case ALL -> {}
      case OTHER_EMBEDDER ->
          LOG.log(Level.INFO, "what the semantic cache kept is dropped: another embedder made it");
      case UNREADABLE -> throw new IOException("it is no snapshot of a semantic memory");
    }
  }
}
