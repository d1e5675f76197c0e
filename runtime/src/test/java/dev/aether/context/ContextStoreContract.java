package dev.aether.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.ContextStore.Absent;
import dev.aether.context.ContextStore.Anyhow;
import dev.aether.context.ContextStore.Deletion;
import dev.aether.context.ContextStore.Done;
import dev.aether.context.ContextStore.Entry;
import dev.aether.context.ContextStore.Full;
import dev.aether.context.ContextStore.Present;
import dev.aether.context.ContextStore.Refused;
import dev.aether.context.ContextStore.Stored;
import dev.aether.context.ContextStore.Unchanged;
import dev.aether.json.JsonText;
import dev.aether.testing.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every store of contexts does.
@Timeout(60)
public abstract class ContextStoreContract {
  /// Contexts that a tenant may have in these tests.
  protected static final int LIMIT = 5;

  /// What the stores take for the time.
  protected static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-01T12:30:45.678Z"));

  private static final ContextStore.Key KEY = new ContextStore.Key("acme", "user-1");
  private static final Value.Obj TEA =
      object("{\"b\": {\"deep\": [1, 1.10, null]}, \"a\": \"té\\n\", \"n\": 12345678901234567890}");
  private static final Value.Obj BEES = object("{\"bees\": true}");

  private ContextStore store;

  /// An empty store, or the same one once more.
  protected abstract ContextStore open() throws Exception;

  /// Whether what was written is there when the store is opened again.
  protected abstract boolean lasts();

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  static Value.Obj object(String json) {
    return (Value.Obj) JsonText.JSON.parse(json).orElseThrow();
  }

  private Stored put(ContextStore.Key key, Value.Obj values) throws Exception {
    return ((Done) store.put(key, values, new Anyhow())).stored();
  }

  @Test
  void what_is_written_is_read_to_the_last_digit_and_in_order() throws Exception {
    assertThat(store.get(KEY)).isEmpty();
    Done first = (Done) store.put(KEY, TEA, new Anyhow());
    assertThat(first.created()).isTrue();
    assertThat(store.get(KEY)).contains(first.stored());
    assertThat(CompactJson.of(store.get(KEY).orElseThrow().values()))
        .isEqualTo(CompactJson.of(TEA));
    assertThat(first.stored().writtenAt()).isEqualTo(CLOCK.instant());
    assertThat(first.stored().bytes())
        .isEqualTo(CompactJson.of(TEA).getBytes(StandardCharsets.UTF_8).length);
    Done second = (Done) store.put(KEY, Value.Obj.EMPTY, new Anyhow());
    assertThat(second.created()).isFalse();
    assertThat(store.get(KEY)).contains(second.stored());
  }

  @Test
  void tags_stand_for_what_is_there() throws Exception {
    Stored tea = put(KEY, TEA);
    Stored bees = put(KEY, BEES);
    assertThat(bees.tag()).isNotEqualTo(tea.tag());
    assertThat(put(new ContextStore.Key("acme", "user-2"), TEA).tag()).isEqualTo(tea.tag());
    assertThat(tea.tag()).matches("[0-9a-f]+");
  }

  @Test
  void a_write_happens_only_if_its_condition_holds() throws Exception {
    assertThat(store.put(KEY, TEA, new Present())).isInstanceOf(Refused.class);
    assertThat(store.put(KEY, TEA, new Unchanged(List.of("0")))).isInstanceOf(Refused.class);
    assertThat(store.get(KEY)).isEmpty();
    Stored tea = ((Done) store.put(KEY, TEA, new Absent())).stored();
    assertThat(store.put(KEY, BEES, new Absent())).isInstanceOf(Refused.class);
    assertThat(store.put(KEY, BEES, new Unchanged(List.of()))).isInstanceOf(Refused.class);
    assertThat(store.get(KEY)).contains(tea);
    assertThat(store.put(KEY, BEES, new Unchanged(List.of("0", tea.tag()))))
        .isInstanceOf(Done.class);
    assertThat(store.put(KEY, TEA, new Unchanged(List.of(tea.tag())))).isInstanceOf(Refused.class);
    assertThat(store.put(KEY, TEA, new Present())).isInstanceOf(Done.class);
  }

  @Test
  void a_deletion_happens_only_if_its_condition_holds() throws Exception {
    assertThat(store.delete(KEY, new Anyhow())).isEqualTo(Deletion.MISSING);
    assertThat(store.delete(KEY, new Present())).isEqualTo(Deletion.REFUSED);
    Stored tea = put(KEY, TEA);
    assertThat(store.delete(KEY, new Unchanged(List.of("0")))).isEqualTo(Deletion.REFUSED);
    assertThat(store.get(KEY)).contains(tea);
    assertThat(store.delete(KEY, new Unchanged(List.of(tea.tag())))).isEqualTo(Deletion.DONE);
    assertThat(store.get(KEY)).isEmpty();
    assertThat(store.list("acme", "", 10)).isEmpty();
    assertThat(((Done) store.put(KEY, BEES, new Absent())).created()).isTrue();
  }

  @Test
  void tenants_do_not_meet_whatever_they_and_their_ids_are_called() throws Exception {
    List<ContextStore.Key> keys =
        List.of(
            new ContextStore.Key("", "b"),
            new ContextStore.Key("a", "b"),
            new ContextStore.Key("a:b", "c"),
            new ContextStore.Key("a", "b:c"),
            new ContextStore.Key("A", "b"),
            new ContextStore.Key("a", "B"),
            new ContextStore.Key("..", "b"),
            new ContextStore.Key("a", "../b"),
            new ContextStore.Key("a", ".."),
            new ContextStore.Key("a/b", "c"),
            new ContextStore.Key("*", "é*% \u0001"));
    for (ContextStore.Key key : keys) {
      assertThat(store.put(key, named(key), new Absent())).as("%s", key).isInstanceOf(Done.class);
    }
    for (ContextStore.Key key : keys) {
      assertThat(store.get(key).map(Stored::values)).as("%s", key).contains(named(key));
      assertThat(store.list(key.tenant(), "", 10)).extracting(Entry::id).contains(key.id());
    }
    assertThat(store.list("b", "", 10)).isEmpty();
    assertThat(store.list("", "", 10)).hasSize(1);
  }

  private static Value.Obj named(ContextStore.Key key) {
    return new Members().put("of", key.tenant() + " and " + key.id()).end();
  }

  @Test
  void the_longest_id_is_as_good_as_any() throws Exception {
    for (String character : List.of("x", "é", "\uD83D\uDE00")) {
      ContextStore.Key key =
          new ContextStore.Key(
              "acme", character.repeat(ContextStore.Key.MOST_CHARS / character.length()));
      Stored stored = put(key, TEA);
      assertThat(store.get(key)).contains(stored);
      assertThat(store.list("acme", "", 10)).extracting(Entry::id).containsExactly(key.id());
      assertThat(store.delete(key, new Anyhow())).isEqualTo(Deletion.DONE);
    }
  }

  @Test
  void a_list_goes_on_behind_an_id() throws Exception {
    for (String id : List.of("c", "a", "e", "b", "d")) {
      put(new ContextStore.Key("acme", id), TEA);
    }
    assertThat(store.list("acme", "", 2)).extracting(Entry::id).containsExactly("a", "b");
    assertThat(store.list("acme", "b", 2)).extracting(Entry::id).containsExactly("c", "d");
    assertThat(store.list("acme", "d", 2)).extracting(Entry::id).containsExactly("e");
    Entry first = store.list("acme", "", 1).getFirst();
    assertThat(first.writtenAt()).isEqualTo(CLOCK.instant());
    assertThat(first.bytes())
        .isEqualTo(CompactJson.of(TEA).getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void a_tenant_has_only_so_many() throws Exception {
    for (int i = 0; i < LIMIT; i++) {
      put(new ContextStore.Key("acme", "c" + i), TEA);
    }
    assertThat(store.put(KEY, TEA, new Anyhow())).isEqualTo(new Full(LIMIT));
    assertThat(store.get(KEY)).isEmpty();
    put(new ContextStore.Key("acme", "c1"), BEES);
    put(new ContextStore.Key("other", "c1"), BEES);
    store.delete(new ContextStore.Key("acme", "c0"), new Anyhow());
    put(KEY, TEA);
  }

  @Test
  void of_writers_at_once_each_sees_what_the_one_before_wrote() throws Exception {
    put(KEY, new Members().put("n", 0).end());
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      writers.add(Thread.ofVirtual().start(() -> addOneAgainAndAgain(20)));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(store.get(KEY).map(Stored::values)).contains(new Members().put("n", 80).end());
  }

  private void addOneAgainAndAgain(int times) {
    try {
      for (int done = 0; done < times; ) {
        Stored before = store.get(KEY).orElseThrow();
        long n = (long) Json.number(before.values(), "n");
        var more = new Members().put("n", n + 1).end();
        if (store.put(KEY, more, new Unchanged(List.of(before.tag()))) instanceof Done) {
          done++;
        }
      }
    } catch (ContextStore.Unavailable | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void it_is_there_again_if_the_store_lasts() throws Exception {
    Stored tea = put(KEY, TEA);
    put(new ContextStore.Key("acme", "gone"), TEA);
    store.delete(new ContextStore.Key("acme", "gone"), new Anyhow());
    store.close();
    store = open();
    assertThat(store.get(KEY)).isEqualTo(lasts() ? Optional.of(tea) : Optional.empty());
    assertThat(store.list("acme", "", 10)).hasSize(lasts() ? 1 : 0);
    assertThat(store.trouble()).isEmpty();
  }
}
