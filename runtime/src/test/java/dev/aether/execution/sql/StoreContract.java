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
import dev.aether.execution.ExecutionStore.TakenOn;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.Phase;
import dev.aether.json.JsonText;
import dev.aether.testing.Successor;
import dev.aether.testing.Told;
import dev.aether.testing.Until;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every store of executions does.
@Timeout(60)
public abstract class StoreContract {
  protected static final Value.Obj BODY = new Members().put("dag", Value.Obj.EMPTY).end();

  /// The database, as another process would find it now.
  protected abstract Database database() throws Exception;

  protected final ExecutionStore store() throws Exception {
    return store(database());
  }

  private static ExecutionStore store(Database database) {
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
      store.append(hold, i, event(i), phase, told);
    }
    Until.so(() -> told.keptSoFar() == to - from + 1);
  }

  @Test
  void what_is_said_to_be_kept_is_there_in_order_after_opening_again() throws Exception {
    try (var store = store()) {
      var claim = Optional.of(new Claim("k", "h"));
      var taken = (TakenOn) store.accept(header("e1", "acme", "red"), BODY, claim);
      append(store, taken.hold(), 1, 50, Phase.SUCCEEDED);
    }
    try (var store = store()) {
      var found = store.find("acme", "e1").orElseThrow();
      assertThat(found.events().damaged()).isFalse();
      assertThat(found.events().values()).hasSize(50).startsWith(event(1)).endsWith(event(50));
      assertThat(store.events("e1", 48).values()).containsExactly(event(49), event(50));
      assertThat(found.header()).isEqualTo(header("e1", "acme", "red"));
      assertThat(found.request()).contains(BODY);
      assertThat(found.phase()).isEqualTo(Phase.SUCCEEDED);
      assertThat(store.find("other", "e1")).isEmpty();
      assertThat(store.claimed("acme", "k").orElseThrow().executionId()).isEqualTo("e1");
      assertThat(store.claimed("other", "k")).isEmpty();
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

  protected static Filter all() {
    return new Filter(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void who_has_not_the_newest_hold_changes_nothing() throws Exception {
    try (var store = store()) {
      Hold hold = accept(store, "e1");
      append(store, hold, 1, 1);
      for (Hold stale :
          List.of(
              new Hold("e1", hold.owner(), hold.epoch() - 1),
              new Hold("e1", hold.owner() + "?", hold.epoch()))) {
        var told = new Told();
        store.append(stale, 1, event(7), Optional.of(Phase.FAILED), told);
        store.append(stale, 2, event(8), Optional.empty(), told);
        Until.so(() -> told.lostSoFar() == 2);
      }
      var found = store.find("acme", "e1").orElseThrow();
      assertThat(found.events().values()).containsExactly(event(1));
      assertThat(found.phase()).isEqualTo(Phase.QUEUED);
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

  @Test
  void a_list_is_narrowed_by_everything_that_a_request_may_say() throws Exception {
    try (var store = store()) {
      store.accept(header("e1", "acme", "red", "a\"b\\", "\0odd"), BODY, Optional.empty());
      store.accept(header("e2", "acme", ",", "blue"), BODY, Optional.empty());
      append(store, accept(store, "e3"), 1, 1, Phase.RUNNING);
      store.cancel("e3");
      store.accept(header("e4", "other", "red"), BODY, Optional.empty());
      assertThat(store.list("acme", all(), 2)).containsExactly("e3", "e2");
      assertThat(store.list("acme", tag("red"), 9)).containsExactly("e3", "e1");
      assertThat(store.list("acme", tag("a\"b\\"), 9)).containsExactly("e1");
      assertThat(store.list("acme", tag("\0odd"), 9)).containsExactly("e1");
      assertThat(store.list("acme", tag(","), 9)).containsExactly("e2");
      assertThat(store.list("acme", phase(Phase.CANCELLING), 9)).containsExactly("e3");
      assertThat(store.list("acme", phase(Phase.RUNNING), 9)).isEmpty();
      assertThat(store.list("acme", phase(Phase.QUEUED), 9)).containsExactly("e2", "e1");
      assertThat(store.find("acme", "e3").orElseThrow().cancelling()).isTrue();
    }
  }

  private static Filter tag(String tag) {
    return new Filter(
        Optional.empty(),
        Optional.of("f"),
        Optional.of(tag),
        Optional.of(Instant.EPOCH.minusNanos(1)),
        Optional.of("e9"));
  }

  private static Filter phase(Phase phase) {
    return new Filter(
        Optional.of(phase), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void what_was_left_is_handed_over_with_the_right_to_go_on() throws Exception {
    try (var store = store()) {
      append(store, accept(store, "e1"), 1, 3);
      append(store, accept(store, "e2"), 1, 2, Phase.SUCCEEDED);
      store.cancel("e1");
    }
    var next = new Successor();
    try (var store = store()) {
      store.attend(next);
      Until.so(() -> next.has("e1"));
      assertThat(next.kept("e1").cancelling()).isTrue();
      assertThat(next.kept("e1").events().values()).hasSize(3);
      append(store, next.hold("e1"), 4, 4, Phase.CANCELLED);
      assertThat(next.has("e2")).isFalse();
    }
    try (var store = store()) {
      var found = store.find("acme", "e1").orElseThrow();
      assertThat(found.events().values()).hasSize(4);
      assertThat(found.phase()).isEqualTo(Phase.CANCELLED);
    }
  }

  @Test
  void what_cannot_be_read_hides_nothing_else() throws Exception {
    try (var store = store()) {
      for (String id : List.of("e1", "e2", "e3", "e4")) {
        append(store, accept(store, id), 1, 5);
      }
    }
    try (var database = database()) {
      change(
          database,
          "UPDATE events SET data = '{\"n\": tr' WHERE number = 3 AND execution_id = ?",
          "e1");
      change(database, "DELETE FROM events WHERE number = 2 AND execution_id = ?", "e2");
      change(database, "UPDATE executions SET request = '[' WHERE id = ?", "e3");
    }
    var next = new Successor();
    try (var store = store()) {
      store.attend(next);
      for (String id : List.of("e1", "e2", "e3", "e4")) {
        Until.so(() -> next.has(id));
      }
      assertThat(next.kept("e1").events().values()).containsExactly(event(1), event(2));
      assertThat(next.kept("e1").events().damaged()).isTrue();
      assertThat(next.kept("e2").events().values()).containsExactly(event(1));
      assertThat(next.kept("e2").events().damaged()).isTrue();
      assertThat(next.kept("e3").request()).isEmpty();
      assertThat(next.kept("e4").events().damaged()).isFalse();
      append(store, next.hold("e1"), 3, 4, Phase.FAILED);
      assertThat(store.find("acme", "e1").orElseThrow().events().values())
          .as("what follows the end is gone")
          .containsExactly(event(1), event(2), event(3), event(4));
    }
  }

  private static void change(Database database, String sql, String id) throws Exception {
    int changed =
        database.write(connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, id);
            return update.executeUpdate();
          }
        });
    assertThat(changed).isEqualTo(1);
  }
}
