package dev.aether.llm;

import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;

/// Has each answer looked at the moment it is there. Whoever sits further out, the caches among
/// them, gets only what is left of it.
public final class Screened implements LlmClient {
  private final LlmClient next;

  public Screened(LlmClient next) {
    this.next = next;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    return switch (next.complete(request, call)) {
      case Completion answer -> call.screen().of(answer);
      case NoCompletion failed -> failed;
    };
  }
}
