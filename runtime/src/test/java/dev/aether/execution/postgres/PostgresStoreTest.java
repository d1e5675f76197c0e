package dev.aether.execution.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.Phase;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.StoreContract;
import dev.aether.testing.LocalPostgres;
import dev.aether.testing.Successor;
import dev.aether.testing.Told;
import dev.aether.testing.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PostgresStoreTest extends StoreContract {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final PostgresStore.Sources SOURCES =
      new PostgresStore.Sources(
          InstantSource.system(), System::nanoTime, () -> UUID.randomUUID().toString());

  @TempDir static Path folder;
  private static LocalPostgres postgres;

  private String address = "";

  @BeforeAll
  static void start() throws IOException {
    postgres = new LocalPostgres(folder);
  }

  @BeforeEach
  void makeDatabase() {
    address = postgres.freshAddress();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Override
  protected Database database() throws PostgresStore.Unusable {
    return PostgresStore.database(address, HEARTBEAT, SOURCES);
  }

  @Test
  void it_keeps_its_promises() {
    assertThat(postgres.ask(address, "SHOW fsync")).isEqualTo("on");
    assertThat(postgres.ask(address, "SHOW synchronous_commit")).isEqualTo("on");
  }

  @Test
  void another_server_hears_of_events_and_of_requests_to_stop() throws Exception {
    var one = new Successor();
    var two = new Successor();
    try (var first = store();
        var second = store()) {
      first.attend(one);
      second.attend(two);
      Until.so(() -> one.listens() && two.listens());
      Hold hold = accept(first, "e1");
      append(first, hold, 1, 2);
      Until.so(() -> two.heard("e1"));
      assertThat(second.events("e1", 1).values()).containsExactly(event(2));
      second.cancel("e1");
      Until.so(() -> one.stopped("e1"));
      assertThat(two.has("e1")).as("the first one lives").isFalse();
    }
  }

  @Test
  void what_a_server_leaves_another_one_takes_at_once() throws Exception {
    var two = new Successor();
    try (var second = store()) {
      second.attend(two);
      try (var first = store()) {
        append(first, accept(first, "e1"), 1, 2);
        append(first, accept(first, "e2"), 1, 2, Phase.SUCCEEDED);
      }
      Until.so(() -> two.has("e1"));
      assertThat(two.hold("e1").epoch()).isEqualTo(2);
      append(second, two.hold("e1"), 3, 3, Phase.SUCCEEDED);
      assertThat(two.has("e2")).isFalse();
    }
  }

  /// As if the first server had stood still: it is taken for dead although it can write.
  @Test
  void who_was_taken_for_dead_changes_nothing_and_may_begin_anew() throws Exception {
    var one = new Successor(false);
    var two = new Successor();
    try (var first = store();
        var second = store()) {
      first.attend(one);
      second.attend(two);
      Hold old = accept(first, "e1");
      append(first, old, 1, 2);
      postgres.ask(
          address,
          """
          WITH ended AS (DELETE FROM tasks WHERE task_instance = '%s' RETURNING 1)
          INSERT INTO tasks (task_name, task_instance, execution_time, picked, version)
          SELECT 'execution', 'e1', now(), FALSE, 1 FROM ended RETURNING task_name
          """
              .formatted(old.owner()));
      Until.so(() -> two.has("e1"));
      var told = new Told();
      first.append(old, 3, List.of(event(-3)), Optional.of(Phase.FAILED), told);
      Until.so(() -> told.lostSoFar() == 1);
      Until.so(() -> one.lostAll(old.owner()));
      append(second, two.hold("e1"), 3, 3, Phase.SUCCEEDED);
      assertThat(first.find("acme", "e1").orElseThrow().events().values())
          .containsExactly(event(1), event(2), event(3));
      Until.so(() -> begins(first, "e2"));
    }
  }

  private static boolean begins(dev.aether.execution.ExecutionStore store, String id) {
    try {
      return accept(store, id).epoch() == 1;
    } catch (Exception noLeaseYet) {
      return false;
    }
  }

  @Test
  void what_is_no_address_or_not_there_is_refused_without_repeating_a_password() {
    for (String wrong :
        new String[] {
          "postgresql://me:s3cret@127.0.0.1:1/x", "postgresql://s3cret", "postgresql://a:s3cret@/ "
        }) {
      assertThatThrownBy(() -> PostgresStore.database(wrong, HEARTBEAT, SOURCES))
          .isInstanceOf(PostgresStore.Unusable.class)
          .message()
          .doesNotContain("s3cret");
    }
  }
}
