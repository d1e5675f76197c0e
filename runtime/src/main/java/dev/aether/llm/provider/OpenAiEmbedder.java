package dev.aether.llm.provider;

import dev.aether.cache.semantic.Embedder;
import dev.aether.cache.semantic.EmbeddingException;
import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.context.ValuePath;
import dev.aether.llm.TokenCounter;
import dev.aether.llm.provider.Server.Broken;
import dev.aether.llm.provider.Server.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Has texts embedded by OpenAI, or by a server that speaks its interface (`POST
/// {base}/embeddings`).
///
/// A request must not wait long for a vector that it can do without: an attempt has a time limit,
/// and after one that failed the server is left alone for a while.
public final class OpenAiEmbedder implements Embedder, AutoCloseable {
  private static final ValuePath VECTOR = ValuePath.dotted("data.0.embedding");
  private static final int ANSWER_LIMIT_BYTES = 1 << 20;
  private static final Duration ATTEMPT = Duration.ofSeconds(3);
  private static final Duration REST = Duration.ofSeconds(5);

  private final Endpoint endpoint;
  private final Model model;
  private final Server server;
  private final ValueParser parser;
  private final TokenCounter tokens;
  private final LongSupplier nanoTime;
  private final AtomicLong restUntil;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

  /// What is asked.
  ///
  /// @param dimensions numbers of a vector; asked for, and refused if it has others
  public record Model(String name, int dimensions) {}

  /// @param endpoint where the server is, and who we are there
  public OpenAiEmbedder(Endpoint endpoint, Model model, ClientTools tools) {
    this.endpoint = endpoint;
    this.model = model;
    Map<String, String> headers = new HashMap<>(endpoint.headers());
    endpoint.key().ifPresent(key -> headers.put("authorization", "Bearer " + key.secret()));
    this.server = new Server(endpoint, headers, tools.nanoTime());
    this.parser = tools.parser();
    this.tokens = tools.tokens();
    this.nanoTime = tools.nanoTime();
    this.restUntil = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public String id() {
    return "%s/%s/%d".formatted(endpoint.base(), model.name(), model.dimensions());
  }

  @Override
  public int dimensions() {
    return model.dimensions();
  }

  @Override
  public OptionalInt tokens(String text) {
    return OptionalInt.of(tokens.count(text));
  }

  @Override
  public float[] embed(String text) throws InterruptedException {
    if (nanoTime.getAsLong() - restUntil.get() < 0) {
      throw failed("it failed a moment ago", new IllegalStateException("resting"));
    }
    Future<float[]> vector = calls.submit(() -> ask(text));
    try {
      return vector.get(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException cancelled) {
      vector.cancel(true);
      throw cancelled;
    } catch (TimeoutException slow) {
      vector.cancel(true); // closes the connection
      throw rested("it did not answer in time", slow);
    } catch (ExecutionException broken) {
      throw rested("it gave no vector", broken);
    }
  }

  private EmbeddingException rested(String what, Exception why) {
    restUntil.set(nanoTime.getAsLong() + REST.toNanos());
    return failed(what, why);
  }

  private EmbeddingException failed(String what, Exception why) {
    return new EmbeddingException("%s: %s".formatted(endpoint, what), why);
  }

  private float[] ask(String text) throws Broken, InterruptedException {
    Value body =
        new Members()
            .put("model", model.name())
            .put("input", text)
            .put("dimensions", model.dimensions())
            .put("encoding_format", "float")
            .end();
    return server.post(
        "/embeddings",
        CompactJson.of(body).getBytes(StandardCharsets.UTF_8),
        Optional.empty(),
        this::read);
  }

  private float[] read(Reply reply) throws IOException {
    Optional<byte[]> bytes = reply.whole(ANSWER_LIMIT_BYTES);
    if (reply.status() != 200 || bytes.isEmpty()) {
      throw new IOException(
          "status %d, %s"
              .formatted(
                  reply.status(),
                  bytes.map(all -> all.length + " bytes").orElse("too long an answer")));
    }
    List<Value> numbers =
        parser
            .parse(new String(bytes.get(), StandardCharsets.UTF_8))
            .map(answer -> Peek.items(answer, VECTOR))
            .orElse(List.of());
    if (numbers.size() != model.dimensions()) {
      throw new IOException(
          "a vector of %d numbers, not %d".formatted(numbers.size(), model.dimensions()));
    }
    float[] vector = new float[numbers.size()];
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i) instanceof Value.Num number ? (float) number.asDouble() : 0;
      squares += (double) vector[i] * vector[i];
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw new IOException("a vector without a direction");
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  /// Gives up what is under way and closes the connections.
  @Override
  public void close() {
    calls.shutdownNow();
    server.close();
  }
}
