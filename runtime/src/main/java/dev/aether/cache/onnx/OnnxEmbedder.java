package dev.aether.cache.onnx;

import ai.onnxruntime.OrtException;
import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.EmbeddingException;
import dev.aether.context.ValueParser;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Embeds text inside this process with the sentence model all-MiniLM-L6-v2, quantized to 8 bits.
///
/// Nothing is loaded before the first call, since the loaded model occupies about 190 MB. A native
/// call pins the virtual thread's carrier, so all of them run on a fixed pool of platform threads,
/// one per core, while the caller waits; a call costs about 1.6 ms of CPU for 12 tokens. When too
/// many callers wait already, or the model cannot be loaded, the answer is an [EmbeddingException].
///
/// Safe for any number of threads. [#close()] ends the pool; it belongs to whoever built this.
public final class OnnxEmbedder implements Embedder, AutoCloseable {
  /// Tokens that are read of one text, the two that mark its beginning and end included.
  static final int LIMIT_TOKENS = 256;

  private static final int LIMIT_WAITING = 1024;
  private static final String MODEL = "all-minilm-l6-v2-q";

  private final ValueParser parser;
  private final ThreadPoolExecutor workers;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable WordPiece pieces;
  private volatile @Nullable SentenceModel model;
  private volatile @Nullable Exception broken;

  /// An embedder that uses every core.
  ///
  /// @param parser reads the model's vocabulary
  public OnnxEmbedder(ValueParser parser) {
    this(parser, Runtime.getRuntime().availableProcessors());
  }

  /// @param parser reads the model's vocabulary
  /// @param threads native calls that run at the same time, at least 1
  public OnnxEmbedder(ValueParser parser, int threads) {
    this.parser = parser;
    ThreadFactory daemons = Thread.ofPlatform().name("embedding-", 0).daemon(true).factory();
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LIMIT_WAITING),
            daemons);
  }

  @Override
  public String id() {
    return MODEL;
  }

  @Override
  public int dimensions() {
    return SentenceModel.DIMENSIONS;
  }

  @Override
  public float[] embed(String text) throws InterruptedException {
    Future<float[]> vector;
    try {
      vector = workers.submit(() -> model().embed(pieces().encode(text, LIMIT_TOKENS)));
    } catch (RejectedExecutionException full) {
      throw new EmbeddingException("too many texts wait for the embedding model", full);
    }
    try {
      return vector.get();
    } catch (InterruptedException cancelled) {
      vector.cancel(false); // a native call cannot be interrupted, one that waits need not start
      throw cancelled;
    } catch (ExecutionException failed) {
      throw new EmbeddingException("the embedding model " + MODEL + " failed", failed);
    }
  }

  @Override
  public OptionalInt tokens(String text) {
    try {
      return OptionalInt.of(pieces().encode(text, text.length() + 2).length - 2);
    } catch (IOException missing) {
      throw new EmbeddingException("no vocabulary for " + MODEL, missing);
    }
  }

  private WordPiece pieces() throws IOException {
    var known = pieces;
    if (known == null) {
      loading.lock();
      try {
        known = pieces;
        if (known == null) {
          known = ModelFiles.vocabulary(MODEL, parser);
          pieces = known;
        }
      } finally {
        loading.unlock();
      }
    }
    return known;
  }

  private SentenceModel model() throws IOException, OrtException {
    var known = model;
    if (known == null) {
      loading.lock();
      try {
        known = model;
        if (known == null) {
          known = load();
          model = known;
        }
      } finally {
        loading.unlock();
      }
    }
    return known;
  }

  /// A model that could not be loaded once is not tried again: each try would cost a second.
  private SentenceModel load() throws IOException, OrtException {
    if (broken != null) {
      throw new IOException("the model could not be loaded", broken);
    }
    try {
      return new SentenceModel(ModelFiles.model(MODEL));
    } catch (IOException | OrtException failure) {
      broken = failure;
      throw failure;
    }
  }

  /// Ends the pool after the calls that run now; the model's memory is freed with the process.
  @Override
  public void close() {
    workers.shutdown();
  }
}
