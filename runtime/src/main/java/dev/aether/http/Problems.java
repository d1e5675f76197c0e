package dev.aether.http;

import dev.aether.context.ContextStore;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.Executions;
import dev.aether.json.JsonText.Malformed;
import dev.aether.json.JsonText.TooDeep;
import dev.aether.workflow.Defect;
import java.time.Duration;
import java.util.List;

/// Where errors meet status codes, and the only place where they do.
final class Problems {
  private Problems() {}

  static Problem malformed(Malformed malformed) {
    return Problem.of(ProblemType.MALFORMED_JSON, malformed.sentence());
  }

  static Problem tooDeep(TooDeep deep) {
    return invalid(
        List.of(
            new Defect.LimitExceeded("", "levels of nesting", deep.limit() + 1L, deep.limit())));
  }

  static Problem invalid(List<Defect> defects) {
    return Problem.of(
            ProblemType.INVALID_DAG,
            defects.size() == 1
                ? defects.getFirst().detail()
                : "%d things are wrong; see errors".formatted(defects.size()))
        .with(items(defects));
  }

  static List<Problem.Item> items(List<Defect> defects) {
    return defects.stream()
        .map(defect -> new Problem.Item(defect.code(), defect.detail(), defect.pointer()))
        .toList();
  }

  static Problem of(Executions.NoRoom full) {
    return Problem.of(
            ProblemType.OVERLOADED, "as many executions run and wait as are allowed at once")
        .after(full.retryAfter());
  }

  static Problem of(Executions.Draining draining) {
    return Problem.of(ProblemType.DRAINING, "no new executions are taken")
        .after(Duration.ofSeconds(5));
  }

  static Problem of(Executions.NoSuchContext missing) {
    return Problem.of(
        ProblemType.NOT_FOUND, "there is no stored context '%s'".formatted(missing.id()));
  }

  static Problem of(Executions.StoreDown down) {
    return Problem.of(
            ProblemType.STORE_UNAVAILABLE,
            "executions cannot be kept now; the operator can see why")
        .after(Duration.ofSeconds(5));
  }

  static Problem of(Executions.ContextsDown down) {
    return Problem.of(
            ProblemType.STORE_UNAVAILABLE,
            "stored contexts cannot be read or written now; the operator can see why")
        .after(Duration.ofSeconds(5));
  }

  static ProblemException of(ContextStore.Unavailable down) {
    return new ProblemException(of(new Executions.ContextsDown(String.valueOf(down.getMessage()))));
  }

  static ProblemException of(ExecutionStore.Unavailable down) {
    return new ProblemException(of(new Executions.StoreDown(String.valueOf(down.getMessage()))));
  }
}
