package dev.aether.llm;

import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Spent;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// Says what each answer costs, at the price of its day.
public final class Priced implements LlmClient {
  private final LlmClient next;
  private final ModelTable models;
  private final InstantSource clock;

  /// @param clock wall clock; days are those of UTC
  public Priced(LlmClient next, ModelTable models, InstantSource clock) {
    this.next = next;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    return switch (next.complete(request, call)) {
      case Completion answer ->
          models
              .find(request.provider(), request.model())
              .flatMap(facts -> facts.cost(answer.usage(), today(), call.prefix().life()))
              .map(answer::costing)
              .orElse(answer);
      case NoCompletion(var failure, var spent) when spent.usage().total() > 0 ->
          new NoCompletion(
              failure,
              new Spent(
                  spent.usage(),
                  models
                      .find(request.provider(), request.model())
                      .flatMap(facts -> facts.cost(spent.usage(), today(), call.prefix().life()))));
      case NoCompletion nothing -> nothing;
    };
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
