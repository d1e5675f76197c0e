package dev.aether.llm;

import static dev.aether.llm.Asking.request;

import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.Prefix.Cut;
import dev.aether.testing.FakeNanos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/// The layer over a provider that does what a lambda says, on a clock that stands still.
abstract class PrefixFixture {
  static final String SHARED = "word ".repeat(2000);
  static final LlmResult DOWN =
      new NoCompletion(new Unavailable("vendor", "down", Optional.empty()));

  final FakeNanos nanos = new FakeNanos();
  final PrefixMemory memory = new PrefixMemory(100, nanos);
  final List<Prefix> sent = Collections.synchronizedList(new ArrayList<>());
  final List<Boolean> streamed = Collections.synchronizedList(new ArrayList<>());
  final List<CallEvent> events = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger counted = new AtomicInteger();
  PrefixPolicy policy = PrefixPolicy.auto(1024);
  ModelTable models = ModelTable.EMPTY;

  LlmClient over(LlmClient provider) {
    LlmClient noting =
        (request, call) -> {
          sent.add(call.prefix());
          streamed.add(call.streaming());
          return provider.complete(request, call);
        };
    TokenCounter counter =
        text -> {
          counted.incrementAndGet();
          return text.split(" ", -1).length - 1;
        };
    return new PrefixCaching(
        noting,
        new PrefixChoice(models, counter, memory, () -> Instant.EPOCH),
        _ -> policy,
        memory,
        PrefixLog.NONE,
        nanos);
  }

  static LlmResult say(LlmRequest request, Call call) {
    call.onText().accept("yes");
    return Asking.answer(request, "yes");
  }

  Call sharing(int sharers) {
    return sharing(sharers, Deadline.NEVER);
  }

  Call sharing(int sharers, Deadline deadline) {
    return Asking.call(false, _ -> {}, deadline, RetryPolicy.NONE, List.of(), events::add)
        .sharing(Prefix.of(List.of(new Cut(SHARED.length(), sharers))));
  }

  FutureTask<LlmResult> start(LlmClient client, String question, Call call) {
    var task = new FutureTask<LlmResult>(() -> client.complete(request(SHARED + question), call));
    Thread thread = Thread.startVirtualThread(task);
    threads.add(thread);
    return task;
  }

  final List<Thread> threads = new ArrayList<>();

  FutureTask<LlmResult> startAndWait(LlmClient client, String question, Call call) {
    var task = start(client, question, call);
    Thread.State state = threads.getLast().getState();
    while (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
      state = threads.getLast().getState();
    }
    return task;
  }

  List<Integer> marks(int call) {
    return sent.get(call).marks();
  }
}
