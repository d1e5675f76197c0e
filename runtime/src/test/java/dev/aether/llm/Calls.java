package dev.aether.llm;

import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Finish;
import dev.aether.llm.LlmResult.Source;
import dev.aether.llm.LlmResult.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Requests, calls and answers for tests.
public final class Calls {
  private Calls() {}

  /// A request that says nothing but its prompt.
  public static LlmRequest ask(String prompt) {
    return ask("", prompt);
  }

  /// The same of a tenant.
  public static LlmRequest ask(String tenant, String prompt) {
    return new LlmRequest(
        tenant,
        "mock",
        "m",
        Optional.empty(),
        prompt,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// A complete answer.
  public static Completion answer(String text) {
    return answer(text, Finish.STOP);
  }

  /// An answer.
  public static Completion answer(String text, Finish finish) {
    return new Completion(
        text, Usage.of(3, 4), finish, Source.PROVIDER, "mock", "m", Optional.empty(), List.of());
  }

  /// A call with this policy.
  public static Call retrying(RetryPolicy policy, Deadline deadline, Consumer<CallEvent> listener) {
    return new Call(
        false,
        _ -> {},
        () -> false,
        deadline,
        Optional.empty(),
        policy,
        List.of(),
        Call.CacheUse.DEFAULT,
        listener);
  }

  /// The same call, whose reader wants the text while it arrives.
  public static Call streaming(Call call, Consumer<String> reader) {
    return new Call(
        true,
        reader,
        call.cancelled(),
        call.deadline(),
        call.attemptLimit(),
        call.retry(),
        call.fallbackModels(),
        call.cache(),
        call.listener());
  }

  /// A call that uses the caches in this way.
  public static Call caching(Call.CacheUse use, Consumer<CallEvent> listener) {
    return new Call(
        false,
        _ -> {},
        () -> false,
        Deadline.NEVER,
        Optional.empty(),
        RetryPolicy.NONE,
        List.of(),
        use,
        listener);
  }
}
