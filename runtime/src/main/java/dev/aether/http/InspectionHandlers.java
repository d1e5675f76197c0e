package dev.aether.http;

import dev.aether.caller.Right;
import dev.aether.console.ExecutionPage;
import dev.aether.execution.ExecutionRecord;
import dev.aether.execution.Executions;
import dev.aether.json.NodesJson;
import dev.aether.workflow.Plan;
import dev.aether.workflow.PlannedNode;

/// Closer looks at one execution: its nodes, and the page to send to somebody.
final class InspectionHandlers {
  private final Executions executions;

  InspectionHandlers(Executions executions) {
    this.executions = executions;
  }

  void addTo(Routes routes) {
    routes
        .on("GET", "/v1/executions/{id}/nodes", Right.READ, Handler.ofExecution(this::nodes))
        .on("GET", "/v1/executions/{id}/page", Right.READ, Handler.ofExecution(this::page));
  }

  private ExecutionRecord find(Request http) throws ProblemException {
    return ExecutionHandlers.find(executions, http, http.parameters().getOrDefault("id", ""));
  }

  private Response nodes(Request http) throws ProblemException {
    ExecutionRecord record = find(http);
    String id = http.query().get("node");
    if (id != null) {
      return Response.json(200, NodesJson.one(record, record.standing(), node(record, id)));
    }
    long seq = record.log().last(); // before the nodes are read, so that none is missed
    return Response.json(200, NodesJson.all(record, record.standing(), seq, false));
  }

  private static PlannedNode node(ExecutionRecord record, String id) throws ProblemException {
    Plan plan = record.request().plan();
    return plan.nodes().stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow(() ->
            new ProblemException(
                Problem.of(ProblemType.NOT_FOUND, "the execution has no node of this id")
                    .ofNode(id)));
  }

  private Response page(Request http) throws ProblemException {
    ExecutionRecord record = find(http);
    ExecutionPage page = ExecutionPage.ofConsole();
    return Response.of(
            200,
            "text/html; charset=utf-8",
            page.of(NodesJson.all(record, record.standing(), record.log().last(), true)))
        .with("Content-Security-Policy", page.policy())
        .with("Cache-Control", "no-store")
        .with(
            "Content-Disposition",
            "attachment; filename=\"execution-%s.html\"".formatted(record.id()));
  }
}
