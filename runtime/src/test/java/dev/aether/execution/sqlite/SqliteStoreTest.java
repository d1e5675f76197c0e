package dev.aether.execution.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.Phase;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.SqlStore;
import dev.aether.execution.sql.StoreContract;
import dev.aether.json.JsonText;
import dev.aether.testing.Successor;
import dev.aether.testing.Told;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  protected Database database() throws SqliteStore.Unusable {
    return SqliteStore.database(folder.resolve("e.db"), 0);
  }

  private ExecutionStore open(int maxPages) throws SqliteStore.Unusable {
    return new SqlStore(
        SqliteStore.database(folder.resolve("e.db"), maxPages),
        JsonText.JSON,
        InstantSource.system(),
        100);
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
    var told = new Told();
    try (var store = open(60)) {
      Hold hold = accept(store, "e0");
      Value large = new Members().put("text", "x".repeat(4_000)).end();
      boolean refused = false;
      for (int i = 1; i < 400 && !refused; i++) {
        store.append(hold, i, List.of(large), Optional.empty(), told);
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
      assertThat(store.find("acme", "e0").orElseThrow().events().values())
          .hasSize(told.keptSoFar());
    }
    try (var store = open(0)) {
      assertThat(store.find("acme", "e0").orElseThrow().events().values())
          .hasSize(told.keptSoFar());
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

  /// A log that was cut anywhere, or is not what was written, holds a beginning of what was
  /// written, and nothing else.
  @Test
  void a_torn_log_gives_a_beginning_of_what_was_kept() throws Exception {
    var random = new Random(3);
    try (var store = open(0)) {
      Hold hold = accept(store, "e1");
      for (int i = 1; i <= 30; i++) {
        append(store, hold, i, i);
      }
      byte[] file = Files.readAllBytes(folder.resolve("e.db"));
      byte[] log = Files.readAllBytes(folder.resolve("e.db-wal"));
      int most = 0;
      for (int length = 0; length <= log.length; length += 1 + random.nextInt(1500)) {
        most = Math.max(most, beginning(file, Arrays.copyOf(log, length)));
      }
      assertThat(most).as("something was left").isPositive();
      for (int round = 0; round < 40; round++) {
        byte[] spoilt = log.clone();
        spoilt[random.nextInt(log.length)] ^= (byte) (1 << random.nextInt(8));
        beginning(file, spoilt);
      }
    }
  }

  /// Opens a copy, and checks what it holds.
  ///
  /// @return how many events
  private int beginning(byte[] file, byte[] log) throws Exception {
    Path torn = Files.createTempDirectory(folder, "torn");
    Files.write(torn.resolve("e.db"), file);
    Files.write(torn.resolve("e.db-wal"), log);
    try (var store =
        SqliteStore.open(torn.resolve("e.db"), JsonText.JSON, InstantSource.system(), 100)) {
      var found = store.find("acme", "e1");
      if (found.isEmpty()) {
        return 0;
      }
      assertThat(found.get().events().damaged()).isFalse();
      List<Value> events = found.get().events().values();
      for (int i = 0; i < events.size(); i++) {
        assertThat(events.get(i)).isEqualTo(event(i + 1));
      }
      return events.size();
    }
  }

  @Test
  void a_file_of_the_first_version_is_brought_up_to_date() throws Exception {
    try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("e.db"));
        Statement statement = old.createStatement()) {
      for (String line : FIRST_VERSION) {
        statement.execute(line);
      }
    }
    var next = new Successor();
    try (var store = open(0)) {
      assertThat(store.attend(next)).isEqualTo(1);
      assertThat(next.kept("e1").events().values()).containsExactly(event(1));
      append(store, next.hold("e1"), 2, 2, Phase.SUCCEEDED);
    }
  }

  @Test
  void a_file_of_a_newer_version_is_refused() throws Exception {
    open(0).close();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("e.db"));
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA user_version=99");
    }
    assertThatThrownBy(() -> open(0))
        .isInstanceOf(SqliteStore.Unusable.class)
        .hasMessageContaining("newer version");
  }

  private static final List<String> FIRST_VERSION =
      List.of(
          """
          CREATE TABLE executions (
            id TEXT PRIMARY KEY, tenant TEXT NOT NULL, created_at INTEGER NOT NULL, parent_id TEXT,
            flow TEXT, tags TEXT NOT NULL, withheld INTEGER NOT NULL, request TEXT NOT NULL,
            phase TEXT NOT NULL DEFAULT 'queued', ended INTEGER NOT NULL DEFAULT 0,
            cancelling INTEGER NOT NULL DEFAULT 0
          ) WITHOUT ROWID
          """,
          """
          CREATE TABLE events (
            execution_id TEXT NOT NULL REFERENCES executions(id) ON DELETE CASCADE,
            number INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (execution_id, number)
          ) WITHOUT ROWID
          """,
          "CREATE INDEX open ON executions (id) WHERE ended = 0",
          "CREATE INDEX done ON executions (id) WHERE ended = 1",
          "INSERT INTO executions (id, tenant, created_at, tags, withheld, request)"
              + " VALUES ('e1', 'acme', 0, '[]', 0, '{}')",
          "INSERT INTO events VALUES ('e1', 1, '{\"n\":1}')");
}
