package dev.aether.llm;

import dev.aether.llm.CallEvent.AttemptStarted;
import dev.aether.llm.CallEvent.PrefixAsked;
import dev.aether.llm.CallEvent.Reason;
import dev.aether.llm.CallEvent.Waited;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.PrefixChoice.Choice;
import dev.aether.llm.PrefixMemory.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Level 3: has providers keep the beginnings of prompts that come again, and lets one call go
/// ahead where several with the same beginning are there at once: providers can read a beginning
/// only once the first answer over it has begun.
///
/// - The one that goes ahead is streamed, whether or not anybody reads along, because the others
///   follow at the first of its text. One that fails or is cancelled before that hands over at
///   once: one of the others goes ahead in its place.
/// - Nobody waits longer than the policy and its own deadline say, and nobody waits where it loses
///   more than it saves ([PrefixPace]). Who does not wait, or has waited in vain, is sent without
///   marks: to write the same prefix once more would cost more than not to have it.
/// - The prefix of one tenant is never another's.
public final class PrefixCaching implements LlmClient {
  private final LlmClient next;
  private final PrefixChoice choices;
  private final Function<String, PrefixPolicy> policies;
  private final PrefixMemory memory;
  private final PrefixLog log;
  private final LongSupplier nanoTime;
  private final PrefixPace pace = new PrefixPace();
  private final ConcurrentMap<Name, CompletableFuture<Void>> ahead = new ConcurrentHashMap<>();

  /// @param policies by the provider's name
  /// @param nanoTime monotonic clock
  PrefixCaching(
      LlmClient next,
      PrefixChoice choices,
      Function<String, PrefixPolicy> policies,
      PrefixMemory memory,
      PrefixLog log,
      LongSupplier nanoTime) {
    this.next = next;
    this.choices = choices;
    this.policies = policies;
    this.memory = memory;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    PrefixPolicy policy = policies.apply(request.provider());
    if (!policy.on() || call.prefix().cuts().isEmpty()) {
      return next.complete(request, call);
    }
    Optional<Choice> choice = choices.of(request, call, policy);
    if (choice.isEmpty()) {
      return next.complete(request, call);
    }
    var sending = new Sending(request, call, choice.get(), policy);
    if (choice.get().marks().isEmpty()) {
      return sending.plain();
    }
    return policy.leader() ? inTurn(sending) : sending.marked(call);
  }

  private LlmResult inTurn(Sending sending) throws InterruptedException {
    Name shared = sending.choice.shared();
    Duration life = PrefixChoice.time(sending.policy.life());
    long came = nanoTime.getAsLong();
    boolean patient =
        pace.worthWaiting(sending.request, sending.choice.saving(), sending.policy.longestWait());
    boolean waiting = false;
    while (!memory.readable(shared, life)) {
      var mine = new CompletableFuture<Void>();
      CompletableFuture<Void> theirs = ahead.putIfAbsent(shared, mine);
      if (theirs == null) {
        if (waiting) {
          waited(sending, came);
        }
        return lead(sending, mine);
      }
      if (!patient) {
        return sending.plain();
      }
      waiting = true;
      if (!await(theirs, left(sending, came))) {
        waited(sending, came);
        return sending.plain();
      }
    }
    if (waiting) {
      waited(sending, came);
    }
    return sending.marked(sending.call);
  }

  private Duration left(Sending sending, long came) {
    Duration most = sending.policy.longestWait().minus(since(came));
    return sending.call.deadline().orEarlier(most.isNegative() ? Duration.ZERO : most);
  }

  /// @return whether the other has begun, or will not
  private static boolean await(CompletableFuture<Void> other, Duration most)
      throws InterruptedException {
    try {
      other.get(most.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("who goes ahead only ever completes", impossible);
    }
  }

  private LlmResult lead(Sending sending, CompletableFuture<Void> others)
      throws InterruptedException {
    Name shared = sending.choice.shared();
    Call call = sending.call;
    try {
      return sending.marked(
          call.streamed()
              .telling(text -> {
                if (!others.isDone()) {
                  memory.begun(shared);
                  ahead.remove(shared, others);
                  others.complete(null);
                }
                call.onText().accept(text);
              }));
    } finally {
      ahead.remove(shared, others);
      others.complete(null);
    }
  }

  private void waited(Sending sending, long came) {
    sending
        .call
        .listener()
        .accept(new Waited(sending.request.provider(), Reason.LEADER, since(came)));
  }

  private Duration since(long then) {
    return Duration.ofNanos(nanoTime.getAsLong() - then);
  }

  /// One call on its way to the provider.
  private final class Sending {
    private final LlmRequest request;
    private final Call call;
    private final Choice choice;
    private final PrefixPolicy policy;
    private long started;
    private long firstText;

    Sending(LlmRequest request, Call call, Choice choice, PrefixPolicy policy) {
      this.request = request;
      this.call = call;
      this.choice = choice;
      this.policy = policy;
    }

    /// Without marks. A name costs nothing, and providers that keep beginnings by themselves find
    /// them by it.
    LlmResult plain() throws InterruptedException {
      return send(call, List.of());
    }

    LlmResult marked(Call as) throws InterruptedException {
      LlmResult result = send(as, choice.marks());
      Usage usage =
          switch (result) {
            case Completion answer -> answer.usage();
            case NoCompletion(_, var spent) -> spent.usage();
          };
      if (usage.input() > 0) {
        log.asked(request.tenant(), usage.cacheRead());
        call.listener()
            .accept(
                new PrefixAsked(
                    request.provider(), request.model(), usage.cacheRead(), usage.cacheWrite()));
        memory.begun(choice.shared());
      }
      return result;
    }

    private LlmResult send(Call as, List<Integer> marks) throws InterruptedException {
      started = nanoTime.getAsLong();
      Call told =
          as.sharing(as.prefix().marked(marks, Optional.of(choice.key()), policy.life()))
              .heardBy(this::restart)
              .telling(text -> {
                if (firstText == 0) {
                  firstText = Math.max(1, nanoTime.getAsLong() - started);
                }
                as.onText().accept(text);
              });
      LlmResult result = next.complete(request, told);
      if (result instanceof Completion) {
        pace.learn(
            request,
            as.streaming() ? Optional.of(Duration.ofNanos(firstText)) : Optional.empty(),
            Optional.of(since(started)));
      }
      return result;
    }

    /// The wait for a rate limit or a place is not the model's.
    private void restart(CallEvent event) {
      if (event instanceof AttemptStarted) {
        started = nanoTime.getAsLong();
      }
    }
  }
}
