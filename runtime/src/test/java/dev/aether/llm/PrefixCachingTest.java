package dev.aether.llm;

import static dev.aether.llm.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.llm.CallEvent.PrefixAsked;
import dev.aether.llm.CallEvent.Reason;
import dev.aether.llm.CallEvent.Waited;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.Prefix.Cut;
import dev.aether.testing.FakeNanos;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is marked, who goes ahead, and who waits.
@Timeout(30)
class PrefixCachingTest {
  private static final String SHARED = "word ".repeat(2000);
  private static final LlmResult DOWN =
      new NoCompletion(new Unavailable("vendor", "down", Optional.empty()));

  private final FakeNanos nanos = new FakeNanos();
  private final PrefixMemory memory = new PrefixMemory(100, nanos);
  private final List<Prefix> sent = Collections.synchronizedList(new ArrayList<>());
  private final List<Boolean> streamed = Collections.synchronizedList(new ArrayList<>());
  private final List<CallEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger counted = new AtomicInteger();
  private PrefixPolicy policy = PrefixPolicy.auto(1024);
  private ModelTable models = ModelTable.EMPTY;

  private LlmClient over(LlmClient provider) {
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

  private static LlmResult say(LlmRequest request, Call call) {
    call.onText().accept("yes");
    return Asking.answer(request, "yes");
  }

  private Call sharing(int sharers) {
    return sharing(sharers, Deadline.NEVER);
  }

  private Call sharing(int sharers, Deadline deadline) {
    return Asking.call(false, _ -> {}, deadline, RetryPolicy.NONE, List.of(), events::add)
        .sharing(Prefix.of(List.of(new Cut(SHARED.length(), sharers))));
  }

  private FutureTask<LlmResult> start(LlmClient client, String question, Call call) {
    var task = new FutureTask<LlmResult>(() -> client.complete(request(SHARED + question), call));
    Thread thread = Thread.startVirtualThread(task);
    threads.add(thread);
    return task;
  }

  private final List<Thread> threads = new ArrayList<>();

  private FutureTask<LlmResult> startAndWait(LlmClient client, String question, Call call) {
    var task = start(client, question, call);
    Thread.State state = threads.getLast().getState();
    while (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
      state = threads.getLast().getState();
    }
    return task;
  }

  private List<Integer> marks(int call) {
    return sent.get(call).marks();
  }

  @Test
  void a_prefix_that_nobody_shares_is_marked_when_it_comes_again() throws Exception {
    LlmClient client = over(PrefixCachingTest::say);
    client.complete(request(SHARED + "a"), sharing(1));
    client.complete(request(SHARED + "b"), sharing(1));

    assertThat(marks(0)).isEmpty();
    assertThat(marks(1)).containsExactly(SHARED.length());
  }

  @Test
  void not_when_it_comes_again_after_its_life() throws Exception {
    LlmClient client = over(PrefixCachingTest::say);
    client.complete(request(SHARED + "a"), sharing(1));
    nanos.pass(Duration.ofMinutes(5));
    client.complete(request(SHARED + "b"), sharing(1));

    assertThat(marks(1)).isEmpty();
  }

  @Test
  void a_prefix_that_others_share_is_marked_at_once() throws Exception {
    over(PrefixCachingTest::say).complete(request(SHARED + "a"), sharing(2));

    assertThat(marks(0)).containsExactly(SHARED.length());
  }

  @Test
  void to_keep_it_for_an_hour_pays_from_the_second_reuse_on() throws Exception {
    policy = policy.keeping(Prefix.Life.HOUR);
    LlmClient client = over(PrefixCachingTest::say);
    client.complete(request(SHARED + "a"), sharing(2));
    client.complete(request("other " + SHARED + "b"), sharing(3));

    assertThat(marks(0)).isEmpty();
    assertThat(marks(1)).isNotEmpty();
    assertThat(sent.get(1).life()).isEqualTo(Prefix.Life.HOUR);
  }

  @Test
  void below_the_minimum_of_the_model_nothing_is_marked_and_little_is_counted() throws Exception {
    policy = PrefixPolicy.auto(4096);
    LlmClient client = over(PrefixCachingTest::say);
    client.complete(request(SHARED + "a"), sharing(20));
    client.complete(request(SHARED + "b"), sharing(20));
    client.complete(
        request("short"), Call.PLAIN.sharing(Prefix.of(List.of(new Cut("short".length(), 20)))));

    assertThat(sent).allSatisfy(prefix -> assertThat(prefix.marks()).isEmpty());
    assertThat(counted).as("once for each prefix").hasValue(2); // system prompt and prompt
  }

  @Test
  void a_length_that_leaves_no_doubt_is_not_counted() throws Exception {
    policy = PrefixPolicy.auto(512);
    over(PrefixCachingTest::say).complete(request(SHARED + "a"), sharing(20));

    assertThat(marks(0)).isNotEmpty();
    assertThat(counted).hasValue(0);
  }

  @Test
  void a_provider_that_is_set_off_is_told_nothing() throws Exception {
    policy = PrefixPolicy.OFF;
    over(PrefixCachingTest::say).complete(request(SHARED + "a"), sharing(20));

    assertThat(marks(0)).isEmpty();
    assertThat(sent.getFirst().key()).isEmpty();
  }

  @Test
  void at_most_four_places_are_marked_the_longest() throws Exception {
    List<Cut> cuts = new ArrayList<>();
    for (int i = 5; i <= 10; i++) {
      cuts.add(new Cut(SHARED.length() * i / 10 - 1, 20));
    }
    Call call = Call.PLAIN.sharing(Prefix.of(cuts));
    policy = PrefixPolicy.auto(512);
    over(PrefixCachingTest::say).complete(request(SHARED), call);

    assertThat(marks(0)).containsExactly(6999, 7999, 8999, 9999);
  }

  @Test
  void tenants_and_models_have_keys_of_their_own_and_no_reuse_in_common() throws Exception {
    LlmClient client = over(PrefixCachingTest::say);
    LlmRequest ours = request(SHARED + "a");
    var theirs =
        new LlmRequest(
            "them",
            ours.provider(),
            ours.model(),
            ours.systemPrompt(),
            ours.prompt(),
            ours.temperature(),
            ours.maxOutputTokens(),
            ours.outputSchema(),
            ours.returnType());
    client.complete(ours, sharing(1));
    client.complete(theirs, sharing(1));
    client.complete(ours.to("vendor", "other"), sharing(1));
    client.complete(ours.asking(SHARED + "b"), sharing(1));

    assertThat(marks(1)).isEmpty();
    assertThat(marks(2)).isEmpty();
    assertThat(marks(3)).isNotEmpty();
    assertThat(sent.get(1).key()).isPresent().isNotEqualTo(sent.get(0).key());
    assertThat(sent.get(3).key()).isEqualTo(sent.get(0).key());
    assertThat(memory.forget("them")).isEqualTo(1);
    assertThat(memory.size()).isEqualTo(2);
  }

  @Test
  void the_others_follow_at_the_first_text_of_the_one_that_goes_ahead() throws Exception {
    var speak = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("first")) {
            speak.await();
            call.onText().accept("so");
            end.await();
          }
          return say(request, call);
        });
    var first = startAndWait(client, "first", sharing(3));
    var second = startAndWait(client, "second", sharing(3));
    var third = startAndWait(client, "third", sharing(3));
    assertThat(sent).hasSize(1);
    nanos.pass(Duration.ofMillis(300));
    speak.countDown();
    second.get();
    third.get();

    assertThat(first.isDone()).isFalse();
    assertThat(streamed).containsExactly(true, false, false);
    assertThat(sent).allSatisfy(prefix -> assertThat(prefix.marks()).isNotEmpty());
    assertThat(events)
        .filteredOn(Waited.class::isInstance)
        .containsOnly(new Waited("vendor", Reason.LEADER, Duration.ofMillis(300)))
        .hasSize(2);
    end.countDown();
    first.get();
    assertThat(events).filteredOn(PrefixAsked.class::isInstance).hasSize(3);
  }

  @Test
  void one_that_fails_hands_over_at_once_and_again() throws Exception {
    var release = new CountDownLatch(1);
    var calls = new AtomicInteger();
    LlmClient client =
        over((request, call) -> {
          if (calls.incrementAndGet() <= 2) {
            release.await();
            return DOWN;
          }
          return say(request, call);
        });
    var first = startAndWait(client, "1", sharing(3));
    var second = startAndWait(client, "2", sharing(3));
    var third = startAndWait(client, "3", sharing(3));
    release.countDown();

    assertThat(List.of(first.get(), second.get(), third.get()))
        .filteredOn(DOWN::equals)
        .hasSize(2);
    assertThat(streamed).containsExactly(true, true, true);
  }

  @Test
  void one_that_is_cancelled_hands_over_at_once() throws Exception {
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("1")) {
            new CountDownLatch(1).await();
          }
          return say(request, call);
        });
    var first = startAndWait(client, "1", sharing(2));
    Thread ahead = threads.getLast();
    var second = startAndWait(client, "2", sharing(2));
    ahead.interrupt();

    assertThat(second.get()).isInstanceOf(LlmResult.Completion.class);
    assertThatThrownBy(first::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void a_wait_that_is_cancelled_ends() throws Exception {
    LlmClient client =
        over((_, _) -> {
          new CountDownLatch(1).await();
          return DOWN;
        });
    startAndWait(client, "1", sharing(2));
    Thread ahead = threads.getLast();
    var second = startAndWait(client, "2", sharing(2));
    threads.getLast().interrupt();

    assertThatThrownBy(second::get).hasCauseInstanceOf(InterruptedException.class);
    ahead.interrupt();
  }

  @Test
  void who_has_waited_in_vain_goes_without_a_mark() throws Exception {
    policy = new PrefixPolicy(true, Prefix.Life.MINUTES, true, Duration.ofMillis(1), 1024);
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("1")) {
            end.await();
          }
          return say(request, call);
        });
    startAndWait(client, "1", sharing(2));
    start(client, "2", sharing(2)).get();

    assertThat(marks(1)).isEmpty();
    assertThat(sent.get(1).key()).isPresent();
    end.countDown();
  }

  @Test
  void nobody_waits_past_its_deadline() throws Exception {
    policy = new PrefixPolicy(true, Prefix.Life.MINUTES, true, Duration.ofHours(1), 1024);
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("1")) {
            end.await();
          }
          return say(request, call);
        });
    startAndWait(client, "1", sharing(2));
    start(client, "2", sharing(2, Deadline.in(Duration.ofMillis(1), nanos))).get();

    assertThat(marks(1)).isEmpty();
    end.countDown();
  }

  @Test
  void a_model_of_short_answers_is_not_waited_for() throws Exception {
    var end = new CountDownLatch(1);
    LlmClient client =
        over((request, call) -> {
          if (request.prompt().endsWith("slow")) {
            end.await();
          }
          nanos.pass(Duration.ofMillis(400));
          call.onText().accept("yes");
          nanos.pass(Duration.ofMillis(100));
          return Asking.answer(request, "yes");
        });
    client.complete(request(SHARED + "1"), sharing(2));
    nanos.pass(Duration.ofMinutes(6));
    startAndWait(client, "slow", sharing(2));
    start(client, "2", sharing(2)).get();

    assertThat(marks(1)).isNotEmpty();
    assertThat(marks(2)).as("it would write the same once more").isEmpty();
    assertThat(events).filteredOn(Waited.class::isInstance).isEmpty();
    end.countDown();
  }

  @Test
  void a_provider_may_be_asked_without_anybody_ahead() throws Exception {
    policy = policy.leading(false);
    var all = new CountDownLatch(2);
    LlmClient client =
        over((request, call) -> {
          all.countDown();
          all.await();
          return say(request, call);
        });
    var first = start(client, "1", sharing(2));
    var second = start(client, "2", sharing(2));
    first.get();
    second.get();

    assertThat(streamed).containsExactly(false, false);
    assertThat(sent).allSatisfy(prefix -> assertThat(prefix.marks()).isNotEmpty());
  }

  @Test
  void a_price_list_without_a_discount_asks_for_nothing() throws Exception {
    var price =
        new ModelFacts.Price(
            java.time.LocalDate.EPOCH,
            0,
            java.math.BigDecimal.TWO,
            java.math.BigDecimal.TEN,
            java.math.BigDecimal.TWO,
            java.math.BigDecimal.TWO,
            "USD");
    models =
        ModelTable.of(
            List.of(
                new ModelFacts(
                    "vendor",
                    "model",
                    java.util.OptionalInt.empty(),
                    java.util.OptionalInt.empty(),
                    java.util.OptionalInt.of(1024),
                    java.util.Set.of(),
                    List.of(price))));
    over(PrefixCachingTest::say).complete(request(SHARED), sharing(20));

    assertThat(marks(0)).isEmpty();
  }
}
