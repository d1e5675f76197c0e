package dev.aether.llm;

import java.time.Duration;
import java.util.Optional;

/// What happens on a request's way through the layers. Whoever wants to see a call (events,
/// metrics, spans) folds over these.
public sealed interface CallEvent {

  /// A provider is asked.
  ///
  /// @param request what it is asked, as it leaves the layers
  /// @param streaming whether the answer is to come in pieces
  /// @param trace where this attempt stands in a trace, if the call is in one
  record AttemptStarted(LlmRequest request, boolean streaming, Optional<TraceContext> trace)
      implements CallEvent {}

  /// The provider's response has begun.
  ///
  /// @param requestId the provider's name for the request, for its support
  /// @param rates how much of its limits the provider says is left
  record HeadersArrived(
      String provider, String model, int status, Optional<String> requestId, RateSignals rates)
      implements CallEvent {}

  /// The provider has answered, or not.
  ///
  /// @param firstText time to the first text of the answer; zero if there was none
  record AttemptEnded(
      String provider, String model, LlmResult result, Duration took, Duration firstText)
      implements CallEvent {}

  /// The call will be tried again.
  ///
  /// @param attempt the one that failed, from 1
  record RetryPlanned(int attempt, Duration delay, LlmFailure failure) implements CallEvent {}

  /// Another model is asked instead.
  record FellBack(String fromModel, String toModel, LlmFailure failure) implements CallEvent {}

  /// The call had to wait for its turn.
  record Waited(String provider, Reason reason, Duration waited) implements CallEvent {}

  /// A cache was asked.
  record CacheLookup(Layer layer, Lookup lookup) implements CallEvent {}

  /// A prompt whose beginning was to be had from a provider's prefix cache has been answered.
  ///
  /// @param readTokens of the prompt, that the provider had; 0 if it had none of it
  /// @param writtenTokens that it keeps from now on
  record PrefixAsked(String provider, String model, int readTokens, int writtenTokens)
      implements CallEvent {}

  /// What a call can wait for.
  enum Reason {
    /// A free place among the calls in flight.
    CONCURRENCY,
    /// The provider's rate limit.
    RATE_LIMIT,
    /// The first answer over a shared prefix.
    LEADER
  }

  /// The caches.
  enum Layer {
    /// Equal requests.
    EXACT,
    /// Requests of the same meaning.
    SEMANTIC
  }

  /// What a cache had.
  enum Lookup {
    /// An answer.
    HIT,
    /// An equal call under way, whose answer was shared.
    COALESCED,
    /// Nothing.
    MISS
  }
}
