package dev.aether.llm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is to be known about one call besides its request: nothing in here changes the answer.
///
/// @param streaming whether somebody reads the text while it arrives
/// @param onText receives the answer's text in order, on the calling thread; a layer that has the
///   whole answer at hand passes it at once
/// @param cancelled whether the caller has been cancelled; stays true once it is
/// @param deadline until when the caller waits for the whole call
/// @param attemptLimit longest single attempt; the server's own if empty
/// @param retry when to try again
/// @param fallbackModels asked in order when the first model fails
/// @param listener hears what happens on the way, on the calling thread
/// @param trace where the call stands in a trace, if it is in one; asked only for what goes to a
///   provider
/// @param prefix what of the prompt may come again
/// @param screen looks at the answer before it is kept or passed on
public record Call(
    boolean streaming,
    Consumer<String> onText,
    BooleanSupplier cancelled,
    Deadline deadline,
    Optional<Duration> attemptLimit,
    RetryPolicy retry,
    List<String> fallbackModels,
    CacheUse cache,
    Consumer<CallEvent> listener,
    Supplier<Optional<TraceContext>> trace,
    Prefix prefix,
    AnswerScreen screen) {

  /// A call that nobody watches, without limits.
  public static final Call PLAIN =
      new Call(
          false,
          _ -> {},
          () -> false,
          Deadline.NEVER,
          Optional.empty(),
          RetryPolicy.NONE,
          List.of(),
          CacheUse.DEFAULT,
          _ -> {});

  /// A call whose prompt shares nothing.
  public Call(
      boolean streaming,
      Consumer<String> onText,
      BooleanSupplier cancelled,
      Deadline deadline,
      Optional<Duration> attemptLimit,
      RetryPolicy retry,
      List<String> fallbackModels,
      CacheUse cache,
      Consumer<CallEvent> listener,
      Supplier<Optional<TraceContext>> trace) {
    this(
        streaming,
        onText,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        listener,
        trace,
        Prefix.NONE,
        AnswerScreen.NONE);
  }

  /// A call that is in no trace either.
  public Call(
      boolean streaming,
      Consumer<String> onText,
      BooleanSupplier cancelled,
      Deadline deadline,
      Optional<Duration> attemptLimit,
      RetryPolicy retry,
      List<String> fallbackModels,
      CacheUse cache,
      Consumer<CallEvent> listener) {
    this(
        streaming,
        onText,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        listener,
        Optional::empty);
  }

  /// The same call with another reader of its text.
  public Call telling(Consumer<String> reader) {
    return new Call(
        streaming,
        reader,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        listener,
        trace,
        prefix,
        screen);
  }

  /// The same call with another limit of single attempts.
  public Call limitedTo(Optional<Duration> attempt) {
    return new Call(
        streaming,
        onText,
        cancelled,
        deadline,
        attempt,
        retry,
        fallbackModels,
        cache,
        listener,
        trace,
        prefix,
        screen);
  }

  /// The same call with its text wanted while it arrives.
  public Call streamed() {
    return new Call(
        true,
        onText,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        listener,
        trace,
        prefix,
        screen);
  }

  /// The same call with one more listener, which hears everything first.
  public Call heardBy(Consumer<CallEvent> other) {
    return new Call(
        streaming,
        onText,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        other.andThen(listener),
        trace,
        prefix,
        screen);
  }

  /// The same call as a piece of work of its own in the trace.
  public Call within(TraceContext work) {
    return new Call(
        streaming,
        onText,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        listener,
        () -> Optional.of(work),
        prefix,
        screen);
  }

  /// The same call, knowing more of what its prompt shares with others.
  public Call sharing(Prefix other) {
    return new Call(
        streaming,
        onText,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        listener,
        trace,
        other,
        screen);
  }

  /// The same call, with its answer looked at.
  public Call screenedBy(AnswerScreen other) {
    return new Call(
        streaming,
        onText,
        cancelled,
        deadline,
        attemptLimit,
        retry,
        fallbackModels,
        cache,
        listener,
        trace,
        prefix,
        other);
  }

  /// What the caches may do for a call.
  ///
  /// @param privacy whether the answer may be kept
  /// @param mode what the caller asks for
  /// @param identity what stands for the prompt in the key, if not the prompt itself: the values
  ///   that the author named
  /// @param timeToLive how long an answer may be used; the server's own if empty
  /// @param meaning the part that may be matched by meaning; empty where only an equal request will
  ///   do
  public record CacheUse(
      Privacy privacy,
      Mode mode,
      Optional<List<String>> identity,
      Optional<Duration> timeToLive,
      Optional<Meaning> meaning) {
    /// Read and write, by the whole prompt.
    public static final CacheUse DEFAULT =
        new CacheUse(Privacy.SHAREABLE, Mode.DEFAULT, Optional.empty(), Optional.empty());

    /// Answers of equal requests only.
    public CacheUse(
        Privacy privacy,
        Mode mode,
        Optional<List<String>> identity,
        Optional<Duration> timeToLive) {
      this(privacy, mode, identity, timeToLive, Optional.empty());
    }

    /// The same, also with answers of requests of the same meaning.
    public CacheUse meaning(Optional<Meaning> part) {
      return new CacheUse(privacy, mode, identity, timeToLive, part);
    }

    /// Whether this call has to do with caches at all.
    public boolean off() {
      return privacy == Privacy.PRIVATE || mode == Mode.BYPASS;
    }

    /// Whether answers may be taken from them.
    public boolean reads() {
      return !off() && mode != Mode.REFRESH;
    }
  }

  /// Whether an answer may be kept.
  public enum Privacy {
    /// May be cached and shared within the tenant.
    SHAREABLE,
    /// Contains a high-sensitivity value: must not be stored.
    PRIVATE
  }

  /// How the caller wants the caches to be used.
  public enum Mode {
    /// Read, and write what was missing.
    DEFAULT,
    /// Neither read nor write.
    BYPASS,
    /// Do not read, but write.
    REFRESH,
    /// Only read: what is not there fails.
    ONLY
  }
}
