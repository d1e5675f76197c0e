package dev.aether.execution.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.execution.ExecutionStore.Claim;
import dev.aether.execution.ExecutionStore.Header;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.Phase;
import dev.aether.json.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteStoreTest {
  private static final Value.Obj BODY = new Members().put("dag", Value.Obj.EMPTY).end();

  @TempDir Path folder;

  private SqliteStore open(int maxPages) throws SqliteStore.Unusable {
    return SqliteStore.open(
        folder.resolve("e.db"), JsonText.JSON, InstantSource.system(), 100, maxPages);
  }

  private static Header header(String id, String tenant) {
    return new Header(
        id, tenant, Instant.EPOCH, Optional.empty(), Optional.of("f"), List.of("red"), false);
  }

  private static Value event(int number) {
    return new Members().put("n", number).end();
  }

  @Test
  void what_is_said_to_be_kept_is_there_in_order_after_opening_again() throws Exception {
    var kept = new CountDownLatch(50);
    try (var store = open(0)) {
      store.accept(header("e1", "acme"), BODY, Optional.of(new Claim("k", "h")));
      for (int i = 1; i <= 50; i++) {
        Optional<Phase> phase = i == 50 ? Optional.of(Phase.SUCCEEDED) : Optional.empty();
        store.append("e1", i, event(i), phase, kept::countDown);
      }
      assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
    }
    try (var store = open(0)) {
      var found = store.find("acme", "e1").orElseThrow();
      assertThat(found.events()).hasSize(50).startsWith(event(1)).endsWith(event(50));
      assertThat(found.header()).isEqualTo(header("e1", "acme"));
      assertThat(found.request()).isEqualTo(BODY);
      assertThat(store.find("other", "e1")).isEmpty();
      assertThat(store.claimed("acme", "k").orElseThrow().executionId()).isEqualTo("e1");
      assertThat(store.claimed("other", "k")).isEmpty();
      assertThat(store.unfinished()).isEmpty();
    }
  }

  @Test
  void one_process_has_the_file_at_a_time() throws Exception {
    try (var store = open(0)) {
      assertThat(store.trouble()).isEmpty();
      assertThatThrownBy(() -> open(0))
          .isInstanceOf(SqliteStore.Unusable.class)
          .hasMessageContaining("in use by another server");
    }
    open(0).close();
  }

  @Test
  void a_file_of_something_else_is_refused() throws Exception {
    Files.write(
        folder.resolve("e.db"),
        "this is a text, and not a short one either"
            .repeat(200)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> open(0))
        .isInstanceOf(SqliteStore.Unusable.class)
        .hasMessageContaining("no store of executions, or damaged");
  }

  @Test
  void a_full_disk_refuses_what_is_new_and_takes_the_rest_when_it_has_room_again()
      throws Exception {
    var kept = new AtomicInteger();
    try (var store = open(60)) {
      store.accept(header("e0", "acme"), BODY, Optional.empty());
      Value large = new Members().put("text", "x".repeat(4_000)).end();
      boolean refused = false;
      for (int i = 1; i < 400 && !refused; i++) {
        store.append("e0", i, large, Optional.empty(), kept::incrementAndGet);
        try {
          store.accept(header("e" + i, "acme"), BODY, Optional.empty());
        } catch (Unavailable full) {
          refused = true;
          assertThat(full).hasMessageContaining("full");
        }
      }
      assertThat(refused).isTrue();
      assertThat(store.trouble()).isPresent();
      assertThatThrownBy(() -> store.accept(header("new", "acme"), BODY, Optional.empty()))
          .isInstanceOf(Unavailable.class);
      assertThat(store.find("acme", "new")).isEmpty();
      assertThat(store.find("acme", "e0").orElseThrow().events()).hasSize(kept.get());
    }
    try (var store = open(0)) {
      assertThat(store.find("acme", "e0").orElseThrow().events()).hasSize(kept.get());
      store.accept(header("new", "acme"), BODY, Optional.empty());
    }
  }

  @Test
  void a_refusal_that_left_nothing_to_be_tried_again_is_not_for_ever() throws Exception {
    try (var store = open(0)) {
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("e.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThatThrownBy(() -> store.accept(header("e1", "acme"), BODY, Optional.empty()))
            .isInstanceOf(Unavailable.class);
        statement.execute("ROLLBACK");
      }
      while (store.trouble().isPresent()) {
        Thread.onSpinWait();
      }
      store.accept(header("e1", "acme"), BODY, Optional.empty());
      assertThat(store.find("acme", "e1")).isPresent();
    }
  }

  /// A log that was cut anywhere holds the beginning of what was written, and nothing else.
  @Test
  void a_torn_log_gives_a_beginning_of_what_was_kept() throws Exception {
    Path other = Files.createDirectory(folder.resolve("torn"));
    var random = new Random(3);
    try (var store = open(0)) {
      store.accept(header("e1", "acme"), BODY, Optional.empty());
      var kept = new CountDownLatch(30);
      for (int i = 1; i <= 30; i++) {
        store.append("e1", i, event(i), Optional.empty(), kept::countDown);
      }
      assertThat(kept.await(10, TimeUnit.SECONDS)).isTrue();
      byte[] log = Files.readAllBytes(folder.resolve("e.db-wal"));
      for (int round = 0; round < 20; round++) {
        Files.copy(
            folder.resolve("e.db"), other.resolve("e.db"), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(other.resolve("e.db-shm"));
        Files.write(
            other.resolve("e.db-wal"), java.util.Arrays.copyOf(log, random.nextInt(log.length)));
        try (var torn =
            SqliteStore.open(other.resolve("e.db"), JsonText.JSON, InstantSource.system(), 100)) {
          List<Value> events =
              torn.find("acme", "e1").map(found -> found.events()).orElse(List.of());
          for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i)).isEqualTo(event(i + 1));
          }
        }
      }
    }
  }
}
