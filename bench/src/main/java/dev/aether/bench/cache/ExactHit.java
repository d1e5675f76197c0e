package dev.aether.bench.cache;

import dev.aether.cache.CacheBounds;
import dev.aether.cache.ExactCache;
import dev.aether.cache.SharedAnswers;
import dev.aether.llm.Call;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Usage;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A hit in the memory of the process, from the request to the answer: key, look-up, counts.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExactHit {
  private static final int KEPT = 10_000;

  /// Letters of the prompt.
  @Param({"200", "2000"})
  public int promptChars;

  private final ExactCache cache =
      new ExactCache(
          (request, _) -> answer(request),
          new CacheBounds(KEPT, 1 << 30, Optional.empty()),
          SharedAnswers.NONE,
          System::nanoTime,
          InstantSource.system());
  private LlmRequest[] requests = {};
  private int next;

  private static LlmResult answer(LlmRequest request) {
    return new Completion(
        "An answer to " + request.prompt(),
        Usage.of(50, 50),
        Finish.STOP,
        Source.PROVIDER,
        request.provider(),
        request.model(),
        Optional.empty(),
        List.of());
  }

  /// Fills the cache.
  @Setup
  public void fill() throws InterruptedException {
    requests = new LlmRequest[KEPT / 2];
    for (int i = 0; i < requests.length; i++) {
      requests[i] =
          new LlmRequest(
              "tenant",
              "openai",
              "gpt-4o-mini",
              Optional.of("You are brief."),
              i + " " + "x".repeat(promptChars),
              OptionalDouble.of(0.2),
              OptionalInt.of(500),
              Optional.empty(),
              Optional.empty());
      LlmResult _ = cache.complete(requests[i], Call.PLAIN);
    }
  }

  /// One hit.
  @Benchmark
  public LlmResult hit() throws InterruptedException {
    next = (next + 1) % requests.length;
    return cache.complete(requests[next], Call.PLAIN);
  }
}
