package dev.aether.testing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What [VendorStandIn] does with one request.
///
/// @param status other than 200 for an error
/// @param errorType the vendor's name for the error
/// @param text what the model says; if empty, it repeats the prompt
/// @param headers more headers of the response
/// @param stop how the answer ends
/// @param latency before anything is sent
/// @param drip between two events of a stream
/// @param fault what goes wrong on the wire
/// @param reasoningTokens thought but not said
/// @param countsStream whether a stream ends with its usage
public record Behaviour(
    int status,
    String errorType,
    Optional<String> text,
    Map<String, String> headers,
    Stop stop,
    Duration latency,
    Duration drip,
    Fault fault,
    int reasoningTokens,
    boolean countsStream) {

  /// Says the given text.
  public static Behaviour say(String text) {
    return ECHO.saying(text);
  }

  /// Repeats the prompt.
  public static final Behaviour ECHO =
      new Behaviour(
          200,
          "",
          Optional.empty(),
          Map.of(),
          Stop.DONE,
          Duration.ZERO,
          Duration.ZERO,
          Fault.NONE,
          0,
          true);

  /// Answers with an error.
  public static Behaviour fail(int status, String errorType) {
    return new Behaviour(
        status,
        errorType,
        Optional.empty(),
        Map.of(),
        Stop.DONE,
        Duration.ZERO,
        Duration.ZERO,
        Fault.NONE,
        0,
        true);
  }

  /// How an answer ends.
  public enum Stop {
    /// All was said.
    DONE,
    /// The model declines; still HTTP 200.
    REFUSAL,
    /// A filter stops it (OpenAI).
    FILTER,
    /// The context window is full (Anthropic); at OpenAI the same as too long.
    WINDOW,
    /// A reason that no client has heard of.
    STRANGE
  }

  /// What goes wrong on the wire.
  public enum Fault {
    /// Nothing.
    NONE,
    /// The connection is closed before a response.
    CLOSE,
    /// Nothing is sent, ever.
    HANG,
    /// The connection is closed in the middle of the answer.
    CUT,
    /// The answer stops in the middle and the connection stays open.
    STALL,
    /// The connection is closed when all was said, before the usage and the end mark.
    CUT_BEFORE_USAGE,
    /// The body is no JSON.
    GARBAGE,
    /// The stream reports an error in its middle.
    ERROR_EVENT,
    /// The answer is whole, then the connection is closed without a word.
    CLOSE_AFTERWARDS
  }

  /// The same, saying something else.
  public Behaviour saying(String words) {
    return new Behaviour(
        status,
        errorType,
        Optional.of(words),
        headers,
        stop,
        latency,
        drip,
        fault,
        reasoningTokens,
        countsStream);
  }

  /// The same with one more header.
  public Behaviour header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Behaviour(
        status, errorType, text, more, stop, latency, drip, fault, reasoningTokens, countsStream);
  }

  /// The same, ending otherwise.
  public Behaviour stopping(Stop how) {
    return new Behaviour(
        status, errorType, text, headers, how, latency, drip, fault, reasoningTokens, countsStream);
  }

  /// The same, going wrong.
  public Behaviour with(Fault what) {
    return new Behaviour(
        status, errorType, text, headers, stop, latency, drip, what, reasoningTokens, countsStream);
  }

  /// The same, later.
  public Behaviour after(Duration wait) {
    return new Behaviour(
        status, errorType, text, headers, stop, wait, drip, fault, reasoningTokens, countsStream);
  }

  /// The same, with time between the events.
  public Behaviour dripping(Duration between) {
    return new Behaviour(
        status,
        errorType,
        text,
        headers,
        stop,
        latency,
        between,
        fault,
        reasoningTokens,
        countsStream);
  }

  /// The same after some thought.
  public Behaviour thinking(int tokens) {
    return new Behaviour(
        status, errorType, text, headers, stop, latency, drip, fault, tokens, countsStream);
  }

  /// The same without usage at the end of streams.
  public Behaviour uncounted() {
    return new Behaviour(
        status, errorType, text, headers, stop, latency, drip, fault, reasoningTokens, false);
  }
}
