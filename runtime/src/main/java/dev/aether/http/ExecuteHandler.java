package dev.aether.http;

import dev.aether.engine.Report;
import dev.aether.execution.ExecutionRecord;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.Executions;
import dev.aether.execution.RequestReader;
import dev.aether.json.ReportJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `POST /execute`: runs a flow and answers with its report, or with its events as they happen, the
/// last of which carries the report.
final class ExecuteHandler implements Handler {
  private final Bodies bodies;
  private final RequestReader reader;
  private final Executions executions;
  private final EventReaders readers;

  ExecuteHandler(Bodies bodies, RequestReader reader, Executions executions, EventReaders readers) {
    this.bodies = bodies;
    this.reader = reader;
    this.executions = executions;
    this.readers = readers;
  }

  @Override
  public Response handle(Request http) throws InterruptedException, ProblemException {
    Preference wanted = Preference.of(http);
    ExecutionRequest request =
        switch (bodies.flowRequest(http, reader)) {
          case RequestReader.Accepted(var accepted) -> accepted.within(http.trace());
          case RequestReader.Refused(var defects, _) ->
              throw new ProblemException(Problems.invalid(defects));
        };
    if (http.flag("sequential")) {
      request = request.with(request.options().oneAtATime());
    }
    if (wanted instanceof Preference.Streamed) {
      return stream(request);
    }
    return switch (executions.run(request, _ -> {})) {
      case Executions.Ran(var report) -> answer(report, request);
      case Executions.NoRoom full -> throw new ProblemException(Problems.of(full));
      case Executions.Draining draining -> throw new ProblemException(Problems.of(draining));
      case Executions.StoreDown down -> throw new ProblemException(Problems.of(down));
      case Executions.ContextsDown down -> throw new ProblemException(Problems.of(down));
      case Executions.NoSuchContext missing -> throw new ProblemException(Problems.of(missing));
    };
  }

  private Response stream(ExecutionRequest request) throws InterruptedException, ProblemException {
    ExecutionRecord record =
        ExecutionHandlers.begun(
            executions.begin(request.with(request.options().streamed()), Optional.empty()));
    return readers.answer(
        EventStream.ofNew(record, executions)
            .endingWith(report -> new String(json(report, request), StandardCharsets.UTF_8)));
  }

  private static Response answer(Report report, ExecutionRequest request) {
    return Response.json(200, json(report, request)).with("Server-Timing", ServerTiming.of(report));
  }

  private static byte[] json(Report report, ExecutionRequest request) {
    return ReportJson.write(
        report, request.include().prompts(), request.include().outputs(), request.warnings());
  }
}
