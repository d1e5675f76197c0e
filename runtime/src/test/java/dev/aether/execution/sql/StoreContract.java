package dev.aether.execution.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.ExecutionStore.Claim;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.TakenOn;
import dev.aether.execution.Phase;
import dev.aether.testing.Successor;
import dev.aether.testing.Told;
import dev.aether.testing.Until;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every store of executions does.
public abstract class StoreContract extends TakingOnContract {
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
  void events_that_came_together_can_be_read_from_any_of_them_on() throws Exception {
    try (var store = store()) {
      Hold hold = accept(store, "e1");
      var told = new Told();
      for (int i = 1; i <= 40; i += 4) {
        List<Value> four = List.of(event(i), event(i + 1), event(i + 2), event(i + 3));
        store.append(hold, i, four, Optional.empty(), told);
      }
      Until.so(() -> told.keptSoFar() == 10);
      for (int had = 0; had <= 40; had++) {
        List<Value> rest =
            IntStream.rangeClosed(had + 1, 40).mapToObj(StoreContract::event).toList();
        assertThat(store.events("e1", had).values()).isEqualTo(rest);
      }
    }
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
        store.append(stale, 1, List.of(event(7)), Optional.of(Phase.FAILED), told);
        store.append(stale, 2, List.of(event(8)), Optional.empty(), told);
        Until.so(() -> told.lostSoFar() == 2);
      }
      var found = store.find("acme", "e1").orElseThrow();
      assertThat(found.events().values()).containsExactly(event(1));
      assertThat(found.phase()).isEqualTo(Phase.QUEUED);
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
        Hold hold = accept(store, id);
        for (int i = 1; i <= 5; i++) {
          append(store, hold, i, i);
        }
      }
    }
    try (var database = database()) {
      change(
          database,
          "UPDATE events SET data = '{\"n\": tr' WHERE number = 3 AND execution_id = ?",
          "e1");
      change(database, "DELETE FROM events WHERE number = 2 AND execution_id = ?", "e2");
      change(database, "UPDATE events SET data = '[' WHERE number = 0 AND execution_id = ?", "e3");
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
      var told = new Told();
      List<Value> whole = List.of(event(1), event(2), event(7), event(8));
      store.replace(next.hold("e1"), whole, Phase.FAILED, told);
      Until.so(() -> told.keptSoFar() == 1);
      var ended = store.find("acme", "e1").orElseThrow();
      assertThat(ended.events().values()).isEqualTo(whole);
      assertThat(ended.events().damaged()).isFalse();
      assertThat(ended.request()).contains(BODY);
      assertThat(ended.phase()).isEqualTo(Phase.FAILED);
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
