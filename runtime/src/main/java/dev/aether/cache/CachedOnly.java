package dev.aether.cache;

import dev.aether.llm.Call;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.NotCached;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.NoCompletion;

/// The floor under the caches: a call that wants a cached answer only goes no further.
public final class CachedOnly implements LlmClient {
  private final LlmClient next;

  /// @param next who is asked by all other calls
  public CachedOnly(LlmClient next) {
    this.next = next;
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    return call.cache().mode() == Mode.ONLY
        ? new NoCompletion(new NotCached(request.provider()))
        : next.complete(request, call);
  }
}
