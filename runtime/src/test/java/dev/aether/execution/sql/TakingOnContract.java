package dev.aether.execution.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.ExecutionStore.Before;
import dev.aether.execution.ExecutionStore.Claim;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Promised;
import dev.aether.execution.ExecutionStore.TakenOn;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.Phase;
import dev.aether.json.JsonText;
import dev.aether.testing.Told;
import dev.aether.testing.Until;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How every store takes executions on.
@Timeout(60)
public abstract class TakingOnContract {
  protected static final Value.Obj BODY = new Members().put("dag", Value.Obj.EMPTY).end();

  /// The database, as another process would find it now.
  protected abstract Database database() throws Exception;

  protected final ExecutionStore store() throws Exception {
    return store(database());
  }

  static ExecutionStore store(Database database) {
    return new SqlStore(database, JsonText.JSON, InstantSource.system(), 100);
  }

  protected static Header header(String id, String tenant, String... tags) {
    return new Header(
        id, tenant, Instant.EPOCH, Optional.empty(), Optional.of("f"), List.of(tags), false);
  }

  protected static Value event(int number) {
    return new Members().put("n", number).end();
  }

  protected static Hold accept(ExecutionStore store, String id) throws Exception {
    return ((TakenOn) store.accept(header(id, "acme", "red"), BODY, Optional.empty())).hold();
  }

  /// Appends events and waits until they are kept.
  protected static void append(ExecutionStore store, Hold hold, int from, int to, Phase... last)
      throws InterruptedException {
    var told = new Told();
    for (int i = from; i <= to; i++) {
      Optional<Phase> phase = i == to ? List.of(last).stream().findFirst() : Optional.empty();
      store.append(hold, i, List.of(event(i)), phase, told);
    }
    Until.so(() -> told.keptSoFar() == to - from + 1);
  }

  protected static Filter all() {
    return new Filter(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void what_is_promised_is_kept_before_all_that_follows() throws Exception {
    try (var store = store()) {
      Promised promised = store.promise(header("e1", "acme", "red"), BODY);
      append(store, promised.hold(), 1, 3, Phase.SUCCEEDED);
      assertThat(promised.kept()).isCompleted();
    }
    try (var store = store()) {
      var found = store.find("acme", "e1").orElseThrow();
      assertThat(found.header()).isEqualTo(header("e1", "acme", "red"));
      assertThat(found.events().values()).hasSize(3);
      assertThat(found.phase()).isEqualTo(Phase.SUCCEEDED);
    }
  }

  @Test
  void of_a_promise_that_is_not_kept_nothing_is() throws Exception {
    var doubt = new Doubtful(database());
    var told = new Told();
    try (var store = store(doubt)) {
      accept(store, "e1"); // there is a lease now, where there are leases
      doubt.next();
      Promised promised = store.promise(header("e2", "acme"), BODY);
      store.append(promised.hold(), 1, List.of(event(1)), Optional.of(Phase.SUCCEEDED), told);
      Until.so(() -> told.lostSoFar() == 1);
      assertThat(promised.kept()).isCompletedExceptionally();
      assertThat(store.find("acme", "e2")).isEmpty();
    }
    try (var store = store()) {
      assertThat(store.list("acme", all(), 10)).containsExactly("e1");
    }
  }

  @Test
  void one_key_begins_one_execution_however_many_ask_at_once() throws Exception {
    try (var store = store();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ExecutionStore.Acceptance>> asking = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        String id = "e" + i;
        var claim = Optional.of(new Claim("key " + i % 20, "h"));
        asking.add(() -> store.accept(header(id, "acme"), BODY, claim));
      }
      int begun = 0;
      for (var each : threads.invokeAll(asking)) {
        switch (each.get()) {
          case TakenOn(var hold) -> {
            begun++;
            assertThat(store.find("acme", hold.id())).isPresent();
          }
          case Before(var earlier) ->
              assertThat(store.find("acme", earlier.executionId())).isPresent();
        }
      }
      assertThat(begun).isEqualTo(20);
      assertThat(store.list("acme", all(), 1000)).hasSize(20);
    }
  }

  /// The commit was made, and its success was not heard of.
  @Test
  void a_commit_in_doubt_is_withdrawn_and_events_are_not_kept_twice() throws Exception {
    var doubt = new Doubtful(database());
    Hold hold;
    try (var store = store(doubt)) {
      hold = accept(store, "e1");
      doubt.next();
      var claim = Optional.of(new Claim("k", "h"));
      assertThatThrownBy(() -> store.accept(header("e2", "acme"), BODY, claim))
          .isInstanceOf(Unavailable.class);
      Until.so(() -> store.trouble().isEmpty());
      assertThat(store.find("acme", "e2")).isEmpty();
      assertThat(store.claimed("acme", "k")).isEmpty();
      doubt.next();
      append(store, hold, 1, 3);
      assertThat(store.find("acme", "e1").orElseThrow().events().values()).hasSize(3);
    }
    try (var store = store()) {
      assertThat(store.list("acme", all(), 10)).containsExactly("e1");
    }
  }

  @Test
  void who_stops_waiting_has_begun_nothing() throws Exception {
    try (var store = store()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> store.accept(header("e1", "acme"), BODY, Optional.empty()))
          .isInstanceOf(InterruptedException.class);
      accept(store, "e2");
      assertThat(store.list("acme", all(), 10)).containsExactly("e2");
    }
  }
}
