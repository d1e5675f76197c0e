package dev.aether.testing;

import com.sun.management.OperatingSystemMXBean;
import dev.aether.json.JsonText;
import dev.aether.llm.Asking;
import dev.aether.llm.Call;
import dev.aether.llm.CallStack;
import dev.aether.llm.CircuitBreaker;
import dev.aether.llm.Fitting.Unsupported;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.ModelTable;
import dev.aether.llm.PrefixLog;
import dev.aether.llm.PrefixMemory;
import dev.aether.llm.PrefixPolicy;
import dev.aether.llm.RateLimits;
import dev.aether.llm.provider.AnthropicClient;
import dev.aether.llm.provider.ApiKey;
import dev.aether.llm.provider.Cl100kCounter;
import dev.aether.llm.provider.ClientTools;
import dev.aether.llm.provider.Endpoint;
import dev.aether.llm.provider.ModelRouter;
import dev.aether.llm.provider.OpenAiClient;
import dev.aether.llm.provider.Quirks;
import dev.aether.schema.JsonSchemas;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Measures the clients against a [StandInProcess]: `ClientLoad PORT openai|anthropic bare|stack
/// whole|stream IN_FLIGHT ROUNDS LATENCY_MS`.
///
/// Prints for each repetition the time against the ideal (rounds times latency), and the processor
/// time of this process for one call.
public final class ClientLoad {
  private static final int REPETITIONS = 6;
  private static final int PROMPT_CHARS = 1000;

  private ClientLoad() {}

  /// Measures.
  public static void main(String... arguments) throws InterruptedException {
    String vendor = arguments[1];
    boolean streaming = arguments[3].equals("stream");
    int inFlight = Integer.parseInt(arguments[4]);
    int rounds = Integer.parseInt(arguments[5]);
    long latency = Long.parseLong(arguments[6]);
    LlmRequest request =
        Asking.request(
            vendor,
            vendor.equals("openai") ? "gpt-4o-mini" : "claude-sonnet-4-5",
            "word ".repeat(PROMPT_CHARS / 5));
    Call call = streaming ? Call.PLAIN.streamed() : Call.PLAIN;
    try (ScheduledExecutorService alarms = Executors.newScheduledThreadPool(1)) {
      LlmClient bare = client(vendor, Integer.parseInt(arguments[0]));
      LlmClient client = arguments[2].equals("bare") ? bare : stack(bare, alarms);
      var processor = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      for (int i = 0; i < REPETITIONS; i++) {
        long processorBefore = processor.getProcessCpuTime();
        long before = System.nanoTime();
        int failed = run(client, request, call, inFlight, rounds);
        double millis = (System.nanoTime() - before) / 1e6;
        double micros = (processor.getProcessCpuTime() - processorBefore) / 1e3;
        System.out.printf(
            "%d x %d calls: %.0f ms, %.2f of the ideal; %.0f us processor time a call; %d failed;"
                + " %d platform threads%n",
            rounds,
            inFlight,
            millis,
            millis / (rounds * latency),
            micros / (inFlight * rounds),
            failed,
            ManagementFactory.getThreadMXBean().getThreadCount());
      }
      alarms.shutdownNow();
    }
    System.exit(0); // idle connections need no ceremony
  }

  private static int run(LlmClient client, LlmRequest request, Call call, int inFlight, int rounds)
      throws InterruptedException {
    var ready = new CountDownLatch(1);
    var failed = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < inFlight; i++) {
      callers.add(
          Thread.startVirtualThread(() -> {
            try {
              ready.await();
              for (int round = 0; round < rounds; round++) {
                if (!(client.complete(request, call) instanceof Completion)) {
                  failed.incrementAndGet();
                }
              }
            } catch (InterruptedException impossible) {
              throw new IllegalStateException(impossible);
            }
          }));
    }
    ready.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    return failed.get();
  }

  private static LlmClient client(String vendor, int port) {
    var tools =
        new ClientTools(
            JsonText.JSON, new Cl100kCounter(), InstantSource.system(), System::nanoTime);
    Optional<ApiKey> key = Optional.of(new ApiKey("sk-ant-load"));
    URI base = URI.create("http://127.0.0.1:" + port);
    return vendor.equals("openai")
        ? new OpenAiClient(new Endpoint(vendor, URI.create(base + "/v1"), key), Quirks.NONE, tools)
        : new AnthropicClient(new Endpoint(vendor, base, key), _ -> 4096, tools);
  }

  private static LlmClient stack(LlmClient client, ScheduledExecutorService alarms) {
    return CallStack.over(
            client,
            new ModelRouter(Optional.empty(), "gpt-4o-mini", Set.of("openai", "anthropic")),
            new CallStack.Settings(
                ModelTable.EMPTY,
                Unsupported.DROP,
                _ -> RateLimits.LEARNT,
                CircuitBreaker.Policy.DEFAULT,
                _ -> PrefixPolicy.OFF,
                10_000,
                Duration.ofSeconds(30)),
            new CallStack.Tools(
                new JsonSchemas(),
                JsonText.JSON,
                String::length,
                new PrefixMemory(100, System::nanoTime),
                PrefixLog.NONE,
                alarms,
                RandomGenerator.getDefault(),
                Thread::sleep,
                InstantSource.system(),
                System::nanoTime))
        .entry();
  }
}
