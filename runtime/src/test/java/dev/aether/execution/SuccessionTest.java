package dev.aether.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cel.CelExpressions;
import dev.aether.context.InMemoryContextStore;
import dev.aether.context.Value;
import dev.aether.engine.Engine;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.sqlite.SqliteStore;
import dev.aether.json.JsonText;
import dev.aether.json.StoredEvents;
import dev.aether.workflow.FlowReader;
import dev.aether.workflow.Limits;
import dev.aether.workflow.Planner;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SuccessionTest {
  @TempDir Path folder;
  private final List<Callable<?>> heldBack = new ArrayList<>();

  private ExecutionStore store() throws Exception {
    return SqliteStore.open(
        folder.resolve("executions.db"), JsonText.JSON, InstantSource.system(), 100);
  }

  /// The store, but nothing is written before the test says so.
  private ExecutionStore holdingBack(ExecutionStore store) {
    return (ExecutionStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ExecutionStore.class},
            (_, method, arguments) -> {
              Callable<?> call = () -> method.invoke(store, arguments);
              if (method.getName().equals("replace")) {
                heldBack.add(call);
                return null;
              }
              return call.call();
            });
  }

  private static Executions executions(ExecutionStore store) {
    FlowReader flows =
        FlowReader.of(new Planner(new CelExpressions(), Limits.DEFAULT), Limits.DEFAULT);
    return new Executions(
        new Engine(
            (_, _) -> {
              throw new AssertionError("nothing is to run");
            },
            JsonText.JSON,
            () -> "e2",
            InstantSource.system(),
            System::nanoTime),
        new InMemoryContextStore(1, InstantSource.system()),
        new Admission(1, 1),
        _ -> _ -> {},
        new ExecutionShelf(1),
        Optional.of(
            new Executions.Keeping(
                store, new StoredEvents(), new RequestReader(flows, _ -> Optional.empty()))));
  }

  @Test
  void who_watches_before_the_end_is_kept_hears_of_it() throws Exception {
    try (var before = store()) {
      var header =
          new Header(
              "e1", "acme", Instant.EPOCH, Optional.empty(), Optional.empty(), List.of(), false);
      before.accept(header, Value.Obj.EMPTY, Optional.empty()); // no request that can be read
    }
    try (var store = store()) {
      Executions executions = executions(holdingBack(store));
      assertThat(executions.resume()).isEqualTo(1);
      ExecutionRecord watched = executions.find("acme", "e1").orElseThrow();
      assertThat(watched.phase().ended()).isFalse();
      for (Callable<?> write : heldBack) {
        write.call();
      }
      assertThat(watched.log().awaitEnd(Duration.ofSeconds(30))).isTrue();
      assertThat(watched.phase()).isEqualTo(Phase.FAILED);
    }
  }
}
