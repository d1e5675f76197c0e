package dev.aether.workflow;

import java.util.List;
import java.util.Optional;

/// A reason why a document is refused, before anything runs.
///
/// Each has the place as a JSON pointer (RFC 6901) into the document that was handed in, a stable
/// code for programs, and a sentence that says what to change.
public sealed interface Defect {

  /// JSON pointer to the place at fault.
  String pointer();

  /// Two nodes have one id.
  record DuplicateNode(String pointer, String id, int firstPosition) implements Defect {}

  /// A name that no node has.
  ///
  /// @param near an id that was probably meant
  record UnknownDependency(String pointer, String id, Optional<String> near) implements Defect {}

  /// Nodes that wait for each other.
  ///
  /// @param ids each depends on the next, and the last on the first
  record DagCycle(String pointer, List<String> ids) implements Defect {
    /// Copies the list.
    public DagCycle {
      ids = List.copyOf(ids);
    }
  }

  /// A value of the wrong type or out of its range.
  record InvalidValue(String pointer, String advice) implements Defect {}

  /// Something that must be there is not.
  record MissingField(String pointer, String advice) implements Defect {}

  /// Text that is no template.
  ///
  /// @param offset in characters from the start of the template
  record TemplateSyntaxError(String pointer, int offset, String advice) implements Defect {}

  /// A version of the document format that this runtime does not know.
  record UnsupportedSchemaVersion(String pointer, String version) implements Defect {}

  /// More than the configured limit.
  record LimitExceeded(String pointer, String what, long actual, long limit) implements Defect {}

  /// An expression that does not compile.
  ///
  /// @param line from 1
  /// @param column from 1
  record InvalidExpression(String pointer, int line, int column, String reason) implements Defect {}

  /// The stable name that programs branch on.
  default String code() {
    return switch (this) {
      case DuplicateNode _ -> "duplicate_node";
      case UnknownDependency _ -> "unknown_dependency";
      case DagCycle _ -> "dag_cycle";
      case InvalidValue _ -> "invalid_value";
      case MissingField _ -> "missing_field";
      case TemplateSyntaxError _ -> "template_syntax";
      case UnsupportedSchemaVersion _ -> "unsupported_schema_version";
      case LimitExceeded _ -> "limit_exceeded";
      case InvalidExpression _ -> "invalid_expression";
    };
  }

  /// What is wrong and what to change, for people.
  default String detail() {
    return switch (this) {
      case DuplicateNode(_, var id, var first) ->
          "the id '%s' is taken by node %d already; give each node its own id".formatted(id, first);
      case UnknownDependency(_, var id, var near) ->
          "no node has the id '%s'%s"
              .formatted(id, near.map("; did you mean '%s'?"::formatted).orElse(""));
      case DagCycle(_, var ids) ->
          "these nodes wait for each other: %s -> %s; remove one of the dependencies"
              .formatted(String.join(" -> ", ids), ids.getFirst());
      case InvalidValue(_, var advice) -> advice;
      case MissingField(_, var advice) -> advice;
      case TemplateSyntaxError(_, var offset, var advice) ->
          "at character %d: %s".formatted(offset, advice);
      case UnsupportedSchemaVersion(_, var version) ->
          "schema_version '%s' is not supported; this runtime reads %s"
              .formatted(version, DagReader.SUPPORTED_VERSIONS);
      case LimitExceeded(_, var what, var actual, var limit) ->
          "%d %s are more than the limit of %d".formatted(actual, what, limit);
      case InvalidExpression(_, var line, var column, var reason) ->
          "line %d, column %d: %s".formatted(line, column, reason);
    };
  }
}
