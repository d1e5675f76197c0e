package dev.aether.context.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.ContextStore;
import dev.aether.context.ContextStore.Absent;
import dev.aether.context.ContextStore.Anyhow;
import dev.aether.context.ContextStore.Deletion;
import dev.aether.context.ContextStore.Done;
import dev.aether.context.ContextStore.Full;
import dev.aether.context.ContextStore.Refused;
import dev.aether.context.ContextStore.Unchanged;
import dev.aether.context.ContextStore.Written;
import dev.aether.context.ContextStoreContract;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.execution.postgres.PostgresStore;
import dev.aether.json.JsonText;
import dev.aether.postgres.PostgresPool;
import dev.aether.testing.LocalPostgres;
import dev.aether.testing.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresContextStoreTest extends ContextStoreContract {
  private static final ContextStore.Key KEY = new ContextStore.Key("acme", "a");

  @TempDir static Path folder;
  private static LocalPostgres postgres;

  private String address = "";

  @BeforeAll
  static void start() throws IOException {
    postgres = new LocalPostgres(folder);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Override
  protected ContextStore open() throws PostgresPool.Unusable {
    if (address.isEmpty()) {
      address = postgres.freshAddress();
    }
    return PostgresContextStore.open(address, LIMIT, JsonText.JSON, CLOCK);
  }

  @Override
  protected boolean lasts() {
    return true;
  }

  private static Value.Obj number(int n) {
    return new Members().put("n", n).end();
  }

  private static <T> List<T> atOnce(List<Callable<T>> all) throws Exception {
    var begin = new CountDownLatch(1);
    List<T> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> under = new ArrayList<>();
      for (Callable<T> each : all) {
        under.add(
            threads.submit(() -> {
              begin.await();
              return each.call();
            }));
      }
      begin.countDown();
      for (Future<T> each : under) {
        results.add(each.get());
      }
    }
    return results;
  }

  @Test
  void a_tenant_has_only_so_many_however_many_servers_create_them_at_once() throws Exception {
    try (var one = open();
        var two = open()) {
      List<Callable<Written>> writers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        var key = new ContextStore.Key("acme", "c" + i);
        var server = i % 2 == 0 ? one : two;
        writers.add(() -> server.put(key, Value.Obj.EMPTY, new Anyhow()));
      }
      List<Written> written = atOnce(writers);
      assertThat(written).filteredOn(Done.class::isInstance).hasSize(LIMIT);
      assertThat(written).filteredOn(new Full(LIMIT)::equals).hasSize(12 - LIMIT);
      assertThat(one.list("acme", "", 20)).hasSize(LIMIT);
    }
  }

  @Test
  void of_servers_that_create_the_same_one_does() throws Exception {
    try (var one = open();
        var two = open()) {
      List<Callable<Written>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        var values = number(i);
        var server = i % 2 == 0 ? one : two;
        writers.add(() -> server.put(KEY, values, new Absent()));
      }
      List<Written> written = atOnce(writers);
      List<Written> done = written.stream().filter(Done.class::isInstance).toList();
      assertThat(done).hasSize(1);
      assertThat(two.get(KEY)).contains(((Done) done.getFirst()).stored());
    }
  }

  @Test
  void what_anybody_may_write_is_created_once_and_replaced_by_the_others() throws Exception {
    try (var one = open();
        var two = open()) {
      List<Callable<Written>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        var values = number(i);
        var server = i % 2 == 0 ? one : two;
        writers.add(() -> server.put(KEY, values, new Anyhow()));
      }
      assertThat(atOnce(writers))
          .filteredOn(written -> written instanceof Done done && done.created())
          .hasSize(1);
    }
  }

  @Test
  void of_servers_that_replace_or_delete_the_same_one_does() throws Exception {
    try (var one = open();
        var two = open()) {
      for (int round = 0; round < 10; round++) {
        String tag = ((Done) one.put(KEY, number(-1), new Anyhow())).stored().tag();
        var unchanged = new Unchanged(List.of(tag));
        List<Boolean> done =
            atOnce(
                List.of(
                    () -> one.put(KEY, number(1), unchanged) instanceof Done,
                    () -> two.put(KEY, number(2), unchanged) instanceof Done,
                    () -> two.delete(KEY, unchanged) == Deletion.DONE));
        assertThat(done).containsOnlyOnce(true);
      }
    }
  }

  @Test
  void a_full_tenant_may_still_be_refused_for_what_is_there() throws Exception {
    try (var store = open()) {
      for (int i = 0; i < LIMIT; i++) {
        store.put(new ContextStore.Key("acme", "c" + i), Value.Obj.EMPTY, new Anyhow());
      }
      var there = new ContextStore.Key("acme", "c0");
      assertThat(store.put(there, number(1), new Absent())).isInstanceOf(Refused.class);
      assertThat(store.put(KEY, number(1), new Absent())).isEqualTo(new Full(LIMIT));
      assertThat(store.delete(there, new Absent())).isEqualTo(Deletion.REFUSED);
      assertThat(store.delete(KEY, new Absent())).isEqualTo(Deletion.MISSING);
    }
  }

  @Test
  void no_context_has_an_id_that_is_no_text_to_a_database() throws Exception {
    try (var store = open()) {
      var key = new ContextStore.Key("acme", "a\0b");
      store.put(new ContextStore.Key("acme", "ab"), Value.Obj.EMPTY, new Anyhow());
      assertThat(store.get(key)).isEmpty();
      assertThat(store.delete(key, new Anyhow())).isEqualTo(Deletion.MISSING);
      assertThat(store.list("acme", "a\0b", 5)).hasSize(1);
      assertThatThrownBy(() -> store.put(key, Value.Obj.EMPTY, new Anyhow()))
          .isInstanceOf(ContextStore.Unavailable.class);
      var nul = new Members().put("n", "a\0b").end();
      store.put(KEY, nul, new Anyhow());
      assertThat(store.get(KEY).map(ContextStore.Stored::values)).contains(nul);
    }
  }

  @Test
  void a_database_that_is_gone_is_trouble_and_back_when_it_is_back() throws Exception {
    try (var store = open()) {
      store.put(KEY, number(1), new Anyhow());
      postgres.kill();
      assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(ContextStore.Unavailable.class);
      assertThatThrownBy(() -> store.put(KEY, number(2), new Anyhow()))
          .isInstanceOf(ContextStore.Unavailable.class);
      Until.so(() -> store.trouble().isPresent());
      assertThat(store.trouble().orElseThrow()).startsWith("postgresql://127.0.0.1:");
      postgres.restart();
      Until.so(() -> store.trouble().isEmpty());
      assertThat(store.get(KEY).map(ContextStore.Stored::values)).contains(number(1));
      assertThat(store.put(KEY, number(3), new Anyhow())).isInstanceOf(Done.class);
    }
  }

  @Test
  void who_waits_for_the_database_can_be_stopped() throws Exception {
    try (var store = open();
        Connection other =
            DriverManager.getConnection(
                "jdbc:" + address.replace("postgres@", "") + "?user=postgres");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE contexts");
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var stopped = new CountDownLatch(1);
        Future<?> waiting =
            threads.submit(() -> {
              try {
                store.get(KEY);
              } catch (InterruptedException expected) {
                stopped.countDown();
              }
              return null;
            });
        Until.so(() ->
            postgres.ask(address, "SELECT count(*) FROM pg_locks WHERE NOT granted").equals("1"));
        waiting.cancel(true);
        stopped.await();
      }
      other.rollback();
      assertThat(store.get(KEY)).isEmpty();
    }
  }

  @Test
  void executions_may_be_kept_in_the_same_database_whichever_was_there_first() throws Exception {
    try (var contexts = open();
        var _ = executions(address)) {
      assertThat(contexts.put(KEY, number(1), new Anyhow())).isInstanceOf(Done.class);
    }
    String another = postgres.freshAddress();
    try (var _ = executions(another);
        var contexts = PostgresContextStore.open(another, LIMIT, JsonText.JSON, CLOCK)) {
      assertThat(contexts.put(KEY, number(1), new Anyhow())).isInstanceOf(Done.class);
    }
  }

  private static AutoCloseable executions(String where) throws PostgresStore.Unusable {
    return PostgresStore.open(
        where,
        Duration.ofSeconds(1),
        JsonText.JSON,
        new PostgresStore.Sources(CLOCK, System::nanoTime, () -> UUID.randomUUID().toString()),
        10);
  }

  @Test
  void servers_may_start_at_once_where_nothing_is() throws Exception {
    String fresh = postgres.freshAddress();
    List<Callable<AutoCloseable>> servers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      servers.add(() -> PostgresContextStore.open(fresh, LIMIT, JsonText.JSON, CLOCK));
      servers.add(() -> executions(fresh));
    }
    for (AutoCloseable server : atOnce(servers)) {
      server.close();
    }
    assertThat(postgres.ask(fresh, "SELECT count(*) FROM contexts")).isEqualTo("0");
  }

  @Test
  void an_address_that_leads_nowhere_is_named_without_its_password() {
    for (String wrong :
        List.of(
            "postgresql://user:secret@127.0.0.1:1/nothing",
            "postgresql://user:secret@127.0.0.1:1",
            "postgresql://user:secret@ /x")) {
      assertThatThrownBy(() -> PostgresContextStore.open(wrong, LIMIT, JsonText.JSON, CLOCK))
          .as(wrong)
          .isInstanceOf(PostgresPool.Unusable.class)
          .hasMessageNotContaining("secret");
    }
  }
}
