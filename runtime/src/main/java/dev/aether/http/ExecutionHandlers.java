package dev.aether.http;

import dev.aether.caller.Right;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.execution.ExecutionRecord;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.execution.Reruns;
import dev.aether.json.ExecutionJson;
import java.util.List;
import java.util.Optional;

/// `/v1/executions`: executions as resources.
final class ExecutionHandlers {
  private static final int DEFAULT_PAGE = 50;
  private static final int LARGEST_PAGE = 200;

  private final Bodies bodies;
  private final RequestReader reader;
  private final Executions executions;
  private final IdempotencyKeys keys;
  private final EventReaders readers;

  ExecutionHandlers(
      Bodies bodies,
      RequestReader reader,
      Executions executions,
      IdempotencyKeys keys,
      EventReaders readers) {
    this.bodies = bodies;
    this.reader = reader;
    this.executions = executions;
    this.keys = keys;
    this.readers = readers;
  }

  void addTo(Routes routes) {
    routes
        .on("POST", "/v1/executions", Right.EXECUTE, this::create)
        .on("GET", "/v1/executions", Right.READ, this::list)
        .on("GET", "/v1/executions/{id}", Right.READ, Handler.ofExecution(this::get))
        .on("GET", "/v1/executions/{id}/events", Right.READ, Handler.ofExecution(this::events))
        .on("POST", "/v1/executions/{id}/cancel", Right.EXECUTE, Handler.ofExecution(this::cancel))
        .on("POST", "/v1/executions/{id}/rerun", Right.EXECUTE, Handler.ofExecution(this::rerun));
  }

  private Response create(Request http) throws InterruptedException, ProblemException {
    Value body = bodies.json(http);
    Preference wanted = Preference.of(http);
    Optional<IdempotencyKeys.Earlier> earlier =
        keys.claim(http.caller().tenant(), http, body, this::claimed);
    if (earlier.isPresent()) {
      try {
        return replay(earlier.get(), http, wanted);
      } catch (ProblemException refused) {
        throw new ProblemException(refused.problem().ofExecution(earlier.get().executionId()));
      }
    }
    boolean begun = false;
    try {
      ExecutionRequest request = request(body, http.caller().tenant()).within(http.trace());
      boolean streams = wanted instanceof Preference.Streamed;
      Executions.Beginning beginning =
          executions.begin(
              streams ? request.with(request.options().streamed()) : request,
              keys.claimOf(http, body));
      if (beginning instanceof Executions.BegunBefore(var before)) {
        return replay(keys.earlier(before, body), http, wanted);
      }
      ExecutionRecord record = begun(beginning);
      begun = true;
      keys.settle(http.caller().tenant(), http, record.id());
      return answer(record, wanted);
    } finally {
      if (!begun) {
        keys.forget(http.caller().tenant(), http);
      }
    }
  }

  private ExecutionRequest request(Value body, String tenant) throws ProblemException {
    return switch (reader.read(body, tenant)) {
      case RequestReader.Accepted(var accepted) -> accepted;
      case RequestReader.Refused(var defects, _) ->
          throw new ProblemException(Problems.invalid(defects));
    };
  }

  private Optional<ExecutionStore.Claimed> claimed(String tenant, String key)
      throws ProblemException {
    try {
      return executions.claimed(tenant, key);
    } catch (ExecutionStore.Unavailable down) {
      throw Problems.of(down);
    }
  }

  /// What has begun.
  static ExecutionRecord begun(Executions.Beginning beginning) throws ProblemException {
    return switch (beginning) {
      case Executions.Begun(var record) -> record;
      case Executions.BegunBefore _ ->
          throw new IllegalStateException("only what has a key has begun before");
      case Executions.NoRoom full -> throw new ProblemException(Problems.of(full));
      case Executions.Draining draining -> throw new ProblemException(Problems.of(draining));
      case Executions.StoreDown down -> throw new ProblemException(Problems.of(down));
      case Executions.ContextsDown down -> throw new ProblemException(Problems.of(down));
      case Executions.NoSuchContext missing -> throw new ProblemException(Problems.of(missing));
    };
  }

  private Response answer(ExecutionRecord record, Preference wanted)
      throws InterruptedException, ProblemException {
    return switch (wanted) {
      case Preference.Streamed() -> readers.answer(EventStream.ofNew(record, executions));
      case Preference.Synchronous() -> {
        if (!executions.awaitEnd(record)) {
          throw new ProblemException(
              Problems.of(new Executions.StoreDown("cannot be kept")).ofExecution(record.id()));
        }
        yield ended(record);
      }
      case Preference.Asynchronous() ->
          accepted(record).with("Preference-Applied", "respond-async");
      case Preference.Waiting(var limit) -> {
        boolean ended = record.log().awaitEnd(limit);
        yield (ended ? ended(record) : accepted(record))
            .with("Preference-Applied", "wait=" + limit.toSeconds());
      }
    };
  }

  private Response replay(IdempotencyKeys.Earlier earlier, Request http, Preference wanted)
      throws InterruptedException, ProblemException {
    ExecutionRecord record =
        found(executions, http, earlier.executionId())
            .orElseThrow(() ->
                new ProblemException(
                    Problem.of(
                        ProblemType.ANSWER_GONE,
                        "execution %s has ended and is no longer kept"
                            .formatted(earlier.executionId()))));
    if (!record.phase().ended() && wanted instanceof Preference.Synchronous) {
      throw new ProblemException(
          Problem.of(
              ProblemType.IDEMPOTENCY_IN_PROGRESS,
              "the execution of this key still runs: " + record.id()));
    }
    Response response;
    if (wanted instanceof Preference.Streamed) {
      response = readers.answer(EventStream.watching(record, 0)); // the first one's to cancel
    } else {
      response = record.phase().ended() ? whole(record, 200) : answer(record, wanted);
    }
    return response.with("Idempotency-Replayed", "true");
  }

  private static Response ended(ExecutionRecord record) {
    Response whole = whole(record, 200);
    return record
        .resultIfEnded()
        .map(report -> whole.with("Server-Timing", ServerTiming.of(report)))
        .orElse(whole);
  }

  private static Response accepted(ExecutionRecord record) {
    return whole(record, 202).with("Location", "/v1/executions/" + record.id());
  }

  private static Response whole(ExecutionRecord record, int status) {
    ExecutionRecord.Standing standing = record.standing();
    return Response.json(status, ExecutionJson.resource(record, standing))
        .with("ETag", etag(standing));
  }

  private static String etag(ExecutionRecord.Standing standing) {
    return "\"%d-%s\"".formatted(standing.version(), standing.phase().word());
  }

  private ExecutionRecord find(Request http) throws ProblemException {
    return find(http, http.parameters().getOrDefault("id", ""));
  }

  private ExecutionRecord find(Request http, String id) throws ProblemException {
    return find(executions, http, id);
  }

  /// The caller's execution of this name.
  static ExecutionRecord find(Executions executions, Request http, String id)
      throws ProblemException {
    return found(executions, http, id)
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(ProblemType.NOT_FOUND, "there is no execution of this id")));
  }

  private static Optional<ExecutionRecord> found(Executions executions, Request http, String id)
      throws ProblemException {
    try {
      return executions.find(http.caller().tenant(), id);
    } catch (ExecutionStore.Unavailable down) {
      throw Problems.of(down);
    }
  }

  private Response get(Request http) throws ProblemException {
    ExecutionRecord record = find(http);
    Response response = whole(record, 200);
    String etag = response.headers().getOrDefault("ETag", "");
    return http.header().apply("If-None-Match").filter(etag::equals).isPresent()
        ? Response.empty(304).with("ETag", etag)
        : response;
  }

  private Response list(Request http) throws ProblemException {
    int limit = Queries.number(http, "limit", DEFAULT_PAGE, 1, LARGEST_PAGE);
    var filter =
        new Filter(
            Queries.phase(http),
            Optional.ofNullable(http.query().get("flow")),
            Optional.ofNullable(http.query().get("tag")),
            Queries.time(http),
            Optional.ofNullable(http.query().get("cursor")));
    List<ExecutionRecord> page;
    try {
      page = executions.list(http.caller().tenant(), filter, limit + 1);
    } catch (ExecutionStore.Unavailable down) {
      throw Problems.of(down);
    }
    boolean more = page.size() > limit;
    List<ExecutionRecord> shown = more ? page.subList(0, limit) : page;
    List<Value> data =
        shown.stream().map(record -> ExecutionJson.summary(record, record.standing())).toList();
    var members = new Members().put("data", new Value.Arr(data));
    if (!more) {
      return Response.json(200, members.put("next_cursor", Value.Null.NULL).end());
    }
    return Queries.withNext(http, members, shown.getLast().id());
  }

  private Response events(Request http) throws ProblemException {
    Accept.of(http).demand(Accept.EVENTS);
    ExecutionRecord record = find(http);
    Optional<String> lastId = http.header().apply("Last-Event-ID");
    long after =
        lastId.isPresent()
            ? Queries.number("Last-Event-ID", lastId.get(), 0, Integer.MAX_VALUE)
            : Queries.number(http, "after", 0, 0, Integer.MAX_VALUE);
    if (record.phase().ended() && after >= record.log().last()) {
      return Response.empty(204);
    }
    return readers.answer(EventStream.watching(record, after));
  }

  private Response cancel(Request http) throws InterruptedException, ProblemException {
    ExecutionRecord record = find(http);
    if (!record.phase().ended()) {
      try {
        executions.cancel(record);
      } catch (ExecutionStore.Unavailable down) {
        throw Problems.of(down);
      }
    }
    return whole(record, 202);
  }

  private Response rerun(Request http) throws InterruptedException, ProblemException {
    ExecutionRecord parent = find(http);
    Reruns.Rerun rerun =
        switch (Reruns.read(parent, bodies.jsonIfAny(http), reader)) {
          case Reruns.Possible(var possible) -> possible;
          case Reruns.Impossible(var defects) ->
              throw new ProblemException(Problems.invalid(defects));
        };
    return accepted(
        begun(
            executions.begin(
                rerun.request().within(http.trace()), Optional.of(parent.id()), rerun.known())));
  }
}
