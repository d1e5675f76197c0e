package dev.aether.http;

import dev.aether.caller.Allowance;
import dev.aether.caller.Caller;
import dev.aether.caller.Callers;
import dev.aether.caller.Right;
import java.time.Duration;
import java.util.Optional;

/// Lets a request through to its handler if its caller may make it: identifies the caller, keeps
/// its limit, asks for the right of the route, and has administrative acts written down.
final class Gate {
  private static final String BEARER = "Bearer ";

  private final Callers callers;
  private final Neighbours neighbours;

  Gate(Callers callers, Neighbours neighbours) {
    this.callers = callers;
    this.neighbours = neighbours;
  }

  /// @param needed the right of the route; none for those that are open to all
  Response pass(Request request, Optional<Right> needed, Handler handler)
      throws InterruptedException, ProblemException {
    neighbours.check(request);
    if (needed.isEmpty()) {
      return handler.handle(request);
    }
    return switch (callers.identify(key(request))) {
      case Callers.Unknown _ -> unauthorized(request);
      case Callers.Exhausted(var caller, var allowance) ->
          limits(tooMany(request.as(caller), allowance), allowance);
      case Callers.Known(var caller, var allowance) -> {
        Response response = answer(request.as(caller), needed.get(), handler);
        yield allowance.map(left -> limits(response, left)).orElse(response);
      }
    };
  }

  /// Either header; two different keys are nobody's.
  private static Optional<String> key(Request request) {
    Optional<String> ours = request.header().apply("X-API-Key").map(String::strip);
    Optional<String> bearer =
        request
            .header()
            .apply("Authorization")
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip());
    return ours.isPresent() && bearer.isPresent() && !ours.equals(bearer)
        ? Optional.empty()
        : ours.or(() -> bearer);
  }

  private static Response answer(Request request, Right needed, Handler handler)
      throws InterruptedException {
    Response response;
    try {
      if (!request.caller().may(needed)) {
        throw new ProblemException(forbidden(needed));
      }
      response = handler.handle(request);
    } catch (ProblemException wrong) {
      response = Answers.problem(wrong.problem(), request);
    }
    if (needed == Right.ADMIN && request.changes()) {
      Audit.act(request, response.status());
    }
    return response;
  }

  private static Problem forbidden(Right needed) {
    return Problem.of(
        ProblemType.FORBIDDEN, "this needs a key with the right '%s'".formatted(needed.word()));
  }

  private static Response unauthorized(Request request) {
    return Answers.problem(
            Problem.of(
                ProblemType.UNAUTHORIZED,
                "send a known API key as 'Authorization: Bearer KEY' or as 'X-API-Key'"),
            request)
        .with("WWW-Authenticate", "Bearer realm=\"aether\"");
  }

  private static Response tooMany(Request request, Allowance allowance) {
    Caller caller = request.caller();
    return Answers.problem(
        Problem.of(
                ProblemType.RATE_LIMITED,
                "the key '%s' allows %d requests per minute"
                    .formatted(caller.name(), allowance.perMinute()))
            .after(Duration.ofSeconds(seconds(allowance.untilNext()))),
        request);
  }

  /// As in
  /// [draft-ietf-httpapi-ratelimit-headers](https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/):
  /// the quota `q` and its window `w`, what remains `r` and when all of it is there again `t`.
  private static Response limits(Response response, Allowance left) {
    return response
        .with("RateLimit-Policy", "\"key\";q=%d;w=60".formatted(left.perMinute()))
        .with(
            "RateLimit",
            "\"key\";r=%d;t=%d".formatted(left.remaining(), seconds(left.untilFull())));
  }

  /// Rounded up, so that who waits as long as it is told does not come too early.
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
