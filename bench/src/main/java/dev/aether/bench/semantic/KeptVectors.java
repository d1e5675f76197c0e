package dev.aether.bench.semantic;

import dev.aether.cache.semantic.Embedder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// An embedder that keeps the vectors of another one in a file, so that a run can be repeated
/// quickly. Never used where time is measured.
public final class KeptVectors implements Embedder, AutoCloseable {
  private final Embedder embedder;
  private final Path file;
  private final Map<String, float[]> vectors = new ConcurrentHashMap<>();
  private boolean changed;

  /// @param file where the vectors are kept; need not exist
  public KeptVectors(Embedder embedder, Path file) throws IOException {
    this.embedder = embedder;
    this.file = file;
    if (Files.exists(file)) {
      try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        for (int left = in.readInt(); left > 0; left--) {
          String text = in.readUTF();
          float[] vector = new float[embedder.dimensions()];
          for (int i = 0; i < vector.length; i++) {
            vector[i] = in.readFloat();
          }
          vectors.put(text, vector);
        }
      }
    }
  }

  @Override
  public String id() {
    return embedder.id();
  }

  @Override
  public int dimensions() {
    return embedder.dimensions();
  }

  @Override
  public float[] embed(String text) throws InterruptedException {
    float[] kept = vectors.get(text);
    if (kept == null) {
      kept = embedder.embed(text);
      vectors.put(text, kept);
      changed = true;
    }
    return kept.clone();
  }

  @Override
  public OptionalInt tokens(String text) {
    return OptionalInt.empty();
  }

  /// Writes the file, if there is something new.
  @Override
  public void close() throws IOException {
    if (!changed) {
      return;
    }
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(vectors.size());
      for (var kept : vectors.entrySet()) {
        out.writeUTF(kept.getKey());
        for (float x : kept.getValue()) {
          out.writeFloat(x);
        }
      }
    }
  }
}
