package dev.aether.http;

import dev.aether.caller.Right;
import dev.aether.config.ContextSettings;
import dev.aether.context.ContextStore;
import dev.aether.context.ContextStore.Anyhow;
import dev.aether.context.ContextStore.Condition;
import dev.aether.context.ContextStore.Done;
import dev.aether.context.ContextStore.Full;
import dev.aether.context.ContextStore.Refused;
import dev.aether.context.ContextStore.Stored;
import dev.aether.context.ContextStore.Unchanged;
import dev.aether.context.ContextStore.Written;
import dev.aether.context.Members;
import dev.aether.context.MergePatch;
import dev.aether.context.Value;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `/v1/contexts`: stored contexts, each seen by its tenant only.
final class ContextHandlers {
  private static final int DEFAULT_PAGE = 50;
  private static final int LARGEST_PAGE = 200;
  private static final int MOST_MERGES = 100;

  private final Bodies bodies;
  private final ContextStore contexts;
  private final long limitBytes;

  ContextHandlers(Bodies bodies, ContextStore contexts, ContextSettings settings) {
    this.bodies = bodies;
    this.contexts = contexts;
    this.limitBytes = settings.maxBytes();
  }

  void addTo(Routes routes) {
    routes
        .on("GET", "/v1/contexts", Right.READ, storing(this::list))
        .on("GET", "/v1/contexts/{id}", Right.READ, storing(this::get))
        .on("GET", "/v1/contexts/{id}/snapshot", Right.READ, storing(this::snapshot))
        .on("PUT", "/v1/contexts/{id}", Right.EXECUTE, storing(this::put))
        .on("PATCH", "/v1/contexts/{id}", Right.EXECUTE, storing(this::patch))
        .on("DELETE", "/v1/contexts/{id}", Right.EXECUTE, storing(this::delete));
  }

  /// A handler that meets a store.
  @FunctionalInterface
  private interface Storing {
    Response handle(Request http)
        throws ContextStore.Unavailable, InterruptedException, ProblemException;
  }

  private static Handler storing(Storing handler) {
    return http -> {
      try {
        return handler.handle(http);
      } catch (ContextStore.Unavailable down) {
        throw Problems.of(down);
      }
    };
  }

  private static ContextStore.Key key(Request http) throws ProblemException {
    String id = http.parameters().getOrDefault("id", "");
    if (id.isEmpty()
        || id.length() > ContextStore.Key.MOST_CHARS
        || id.chars().anyMatch(Character::isISOControl)) {
      throw new ProblemException(
          Problem.of(
              ProblemType.BAD_REQUEST,
              "the id of a context has 1 to %d characters, none of which steers a terminal"
                  .formatted(ContextStore.Key.MOST_CHARS)));
    }
    return new ContextStore.Key(http.caller().tenant(), id);
  }

  private Stored find(Request http)
      throws ContextStore.Unavailable, InterruptedException, ProblemException {
    return contexts.get(key(http)).orElseThrow(ContextHandlers::missing);
  }

  private static ProblemException missing() {
    return new ProblemException(
        Problem.of(ProblemType.NOT_FOUND, "there is no stored context of this id"));
  }

  private Response get(Request http)
      throws ContextStore.Unavailable, InterruptedException, ProblemException {
    Stored stored = find(http);
    return Preconditions.has(http, stored.tag())
        ? tagged(Response.empty(304), stored)
        : tagged(Response.json(200, stored.values()), stored);
  }

  private Response snapshot(Request http)
      throws ContextStore.Unavailable, InterruptedException, ProblemException {
    Stored stored = find(http);
    return tagged(
        Response.json(
            200,
            new Members()
                .put("id", key(http).id())
                .put("etag", Preconditions.etag(stored.tag()))
                .put("bytes", stored.bytes())
                .put("updated_at", stored.writtenAt().toString())
                .put("values", stored.values())
                .end()),
        stored);
  }

  private static Response tagged(Response response, Stored stored) {
    return response.with("ETag", Preconditions.etag(stored.tag()));
  }

  private Response put(Request http)
      throws ContextStore.Unavailable, InterruptedException, ProblemException {
    ContextStore.Key key = key(http);
    Condition condition = Preconditions.of(http);
    Done done = done(contexts.put(key, object(bodies.json(http)), condition));
    return tagged(Response.empty(done.created() ? 201 : 204), done.stored());
  }

  /// Merges. Without a condition of the caller's it is done again when somebody else was faster, so
  /// that no change is lost.
  private Response patch(Request http)
      throws ContextStore.Unavailable, InterruptedException, ProblemException {
    Optional<String> type = http.header().apply("Content-Type");
    if (type.isPresent() && type.get().toLowerCase(Locale.ROOT).contains("json-patch")) {
      throw new ProblemException(
          Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "the body must be application/merge-patch+json, not " + type.get()));
    }
    ContextStore.Key key = key(http);
    Condition condition = Preconditions.of(http);
    Value.Obj patch = object(bodies.json(http));
    for (int tries = 0; tries < MOST_MERGES; tries++) {
      Stored before = contexts.get(key).orElseThrow(ContextHandlers::missing);
      if (!condition.holds(Optional.of(before.tag()))) {
        throw refused();
      }
      Written written =
          contexts.put(
              key,
              within(MergePatch.apply(before.values(), patch)),
              new Unchanged(List.of(before.tag())));
      if (written instanceof Done(var stored, _)) {
        return tagged(Response.json(200, stored.values()), stored);
      }
      if (!(condition instanceof Anyhow)) {
        throw refused();
      }
    }
    throw new ProblemException(
        Problem.of(ProblemType.OVERLOADED, "too many change this context at once")
            .after(Duration.ofSeconds(1)));
  }

  private Response delete(Request http)
      throws ContextStore.Unavailable, InterruptedException, ProblemException {
    return switch (contexts.delete(key(http), Preconditions.of(http))) {
      case DONE -> Response.empty(204);
      case MISSING -> throw missing();
      case REFUSED -> throw refused();
    };
  }

  private static Done done(Written written) throws ProblemException {
    return switch (written) {
      case Done done -> done;
      case Refused _ -> throw refused();
      case Full(var limit) ->
          throw new ProblemException(
              Problem.of(
                  ProblemType.TOO_MANY_CONTEXTS,
                  "%d contexts are stored, as many as may be".formatted(limit)));
    };
  }

  private static ProblemException refused() {
    return new ProblemException(
        Problem.of(
            ProblemType.PRECONDITION_FAILED, "the context is not in the state that is expected"));
  }

  private Value.Obj object(Value body) throws ProblemException {
    if (body instanceof Value.Obj object) {
      return within(object);
    }
    throw new ProblemException(
        Problem.of(ProblemType.INVALID_CONTEXT, "expected a JSON object, found " + body.kind()));
  }

  private Value.Obj within(Value.Obj values) throws ProblemException {
    if (Response.bytes(values).length > limitBytes) {
      throw new ProblemException(
          Problem.of(
              ProblemType.PAYLOAD_TOO_LARGE,
              "the context is larger than %d bytes (context.max_bytes)".formatted(limitBytes)));
    }
    return values;
  }

  private Response list(Request http)
      throws ContextStore.Unavailable, InterruptedException, ProblemException {
    int limit = Queries.number(http, "limit", DEFAULT_PAGE, 1, LARGEST_PAGE);
    String after = http.query().getOrDefault("cursor", "");
    List<ContextStore.Entry> page = contexts.list(http.caller().tenant(), after, limit + 1);
    boolean more = page.size() > limit;
    List<ContextStore.Entry> shown = more ? page.subList(0, limit) : page;
    var members =
        new Members()
            .put("data", new Value.Arr(shown.stream().map(ContextHandlers::line).toList()));
    return more
        ? Queries.withNext(http, members, shown.getLast().id())
        : Response.json(200, members.put("next_cursor", Value.Null.NULL).end());
  }

  private static Value line(ContextStore.Entry entry) {
    return new Members()
        .put("id", entry.id())
        .put("bytes", entry.bytes())
        .put("updated_at", entry.writtenAt().toString())
        .end();
  }
}
