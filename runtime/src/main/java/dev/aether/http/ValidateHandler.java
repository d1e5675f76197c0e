package dev.aether.http;

import dev.aether.execution.RequestReader;
import dev.aether.execution.RequestReader.Accepted;
import dev.aether.execution.RequestReader.Refused;
import dev.aether.json.PlanJson;

/// `POST /v1/validate`: says everything about a flow that can be said without running it.
final class ValidateHandler implements Handler {
  private final Bodies bodies;
  private final RequestReader reader;

  ValidateHandler(Bodies bodies, RequestReader reader) {
    this.bodies = bodies;
    this.reader = reader;
  }

  @Override
  public Response handle(Request http) throws ProblemException {
    return switch (reader.read(bodies.json(http), http.caller().tenant())) {
      case Accepted(var request) ->
          Response.json(200, PlanJson.valid(request.plan(), request.warnings()));
      case Refused(var defects, var warnings) ->
          Response.json(200, PlanJson.invalid(defects, warnings));
    };
  }
}
