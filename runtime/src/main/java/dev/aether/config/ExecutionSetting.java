package dev.aether.config;

/// Settings of executions.
@SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
public enum ExecutionSetting implements Setting {
  MAX_EXECUTIONS(
      new Definition(
          "execution.max_executions",
          "AETHER_MAX_EXECUTIONS",
          "4096",
          Type.POSITIVE,
          "executions that run at once")),
  MAX_QUEUED(
      new Definition(
          "execution.max_queued",
          "AETHER_EXECUTION_MAX_QUEUED",
          "4096",
          Type.COUNT,
          "requests that may wait for a place; more are refused with 503")),
  KEEP(
      new Definition(
          "execution.keep",
          "AETHER_EXECUTION_KEEP",
          "1000",
          Type.COUNT,
          "executions that have ended and can still be asked for")),
  MAX_NODES(
      new Definition(
          "execution.max_nodes",
          "AETHER_EXECUTION_MAX_NODES",
          "100000",
          Type.POSITIVE,
          "nodes that a flow may have")),
  MAX_EDGES(
      new Definition(
          "execution.max_edges",
          "AETHER_EXECUTION_MAX_EDGES",
          "1000000",
          Type.POSITIVE,
          "dependencies that a flow may have, implied ones included")),
  MAX_TEMPLATE_CHARS(
      new Definition(
          "execution.max_template_chars",
          "AETHER_EXECUTION_MAX_TEMPLATE_CHARS",
          "1000000",
          Type.POSITIVE,
          "characters that one template may have")),
  MAX_EXPRESSION_CHARS(
      new Definition(
          "execution.max_expression_chars",
          "AETHER_EXECUTION_MAX_EXPRESSION_CHARS",
          "10000",
          Type.POSITIVE,
          "characters that one expression may have")),
  EXPRESSION_TIMEOUT_MS(
      new Definition(
          "execution.expression_timeout_ms",
          "AETHER_EXECUTION_EXPRESSION_TIMEOUT_MS",
          "5000",
          Type.POSITIVE,
          "longest time of one evaluation of an expression, in milliseconds")),
  STORE(
      new Definition(
          "execution.store",
          "AETHER_EXECUTION_STORE",
          "memory",
          Type.EXECUTION_STORE,
          "where executions are kept: memory, the path of a file, or postgresql://user:password@host:port/database, which servers may share; serve uses a file in the data directory if nobody says otherwise")),
  HEARTBEAT_MS(
      new Definition(
          "execution.heartbeat_ms",
          "AETHER_EXECUTION_HEARTBEAT_MS",
          "5000",
          Type.POSITIVE,
          "how long a server that shares its store may be silent, in milliseconds, before others go on with its executions"));

  private final Definition definition;

  ExecutionSetting(Definition definition) {
    this.definition = definition;
  }

  @Override
  public Definition definition() {
    return definition;
  }
}
