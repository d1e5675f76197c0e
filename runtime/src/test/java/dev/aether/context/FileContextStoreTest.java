package dev.aether.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.context.ContextStore.Anyhow;
import dev.aether.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContextStoreTest extends ContextStoreContract {
  @TempDir Path folder;

  @Override
  protected ContextStore open() throws IOException {
    return FileContextStore.open(folder.resolve("contexts"), LIMIT, JsonText.JSON, CLOCK);
  }

  @Override
  protected boolean lasts() {
    return true;
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow();
    }
  }

  @Test
  void a_context_is_a_file_that_only_its_owner_reads() throws Exception {
    open()
        .put(new ContextStore.Key("acme", "user-1"), object("{\"topic\": \"tea\"}"), new Anyhow());
    Path file = only();
    assertThat(file).endsWith(Path.of("contexts", "acme=", "user-1.json"));
    assertThat(file).hasContent("{\"topic\":\"tea\"}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void what_a_crash_has_left_is_in_nobodys_way() throws Exception {
    ContextStore store = open();
    store.put(new ContextStore.Key("acme", "a"), object("{\"n\": 1}"), new Anyhow());
    Files.writeString(folder.resolve("contexts").resolve(".tmp"), "{\"n\": 2");
    store = open();
    assertThat(store.get(new ContextStore.Key("acme", "a")).orElseThrow().values())
        .isEqualTo(object("{\"n\": 1}"));
    store.put(new ContextStore.Key("acme", "a"), object("{\"n\": 3}"), new Anyhow());
    assertThat(only()).hasContent("{\"n\":3}");
    assertThat(folder.resolve("contexts").resolve(".tmp")).doesNotExist();
  }

  @Test
  void files_of_others_are_not_listed_and_one_that_is_no_context_is_not_taken_for_one()
      throws Exception {
    ContextStore store = open();
    store.put(new ContextStore.Key("acme", "a"), object("{}"), new Anyhow());
    Path tenant = only().resolveSibling("");
    for (String name : List.of("Notes.json", "%zz.json", "readme.txt", "%4.json")) {
      Files.writeString(tenant.resolve(name), "{}");
    }
    assertThat(store.list("acme", "", 10)).extracting(ContextStore.Entry::id).containsExactly("a");
    Files.writeString(only().resolveSibling("a.json"), "[1]");
    assertThatThrownBy(() -> store.get(new ContextStore.Key("acme", "a")))
        .isInstanceOf(ContextStore.Unavailable.class)
        .hasMessageNotContaining("acme");
  }

  @Test
  void a_context_that_is_damaged_can_be_replaced_and_deleted() throws Exception {
    ContextStore store = open();
    var key = new ContextStore.Key("acme", "a");
    store.put(key, object("{}"), new Anyhow());
    Files.writeString(only(), "{\"n\": 1");
    assertThatThrownBy(() -> store.get(key)).isInstanceOf(ContextStore.Unavailable.class);
    assertThat(store.put(key, object("{\"n\": 2}"), new Anyhow()))
        .isInstanceOfSatisfying(
            ContextStore.Done.class, done -> assertThat(done.created()).isFalse());
    assertThat(store.get(key).orElseThrow().values()).isEqualTo(object("{\"n\": 2}"));
    Files.writeString(only(), "");
    assertThat(store.delete(key, new Anyhow())).isEqualTo(ContextStore.Deletion.DONE);
    assertThat(store.get(key)).isEmpty();
  }

  @Test
  void contexts_that_go_while_others_are_listed_are_no_trouble() throws Exception {
    ContextStore store = open();
    var stays = new ContextStore.Key("acme", "stays");
    store.put(stays, object("{}"), new Anyhow());
    Path tenant = only().resolveSibling("");
    var work =
        new FutureTask<>(() -> {
          while (!Thread.interrupted()) {
            for (int i = 0; i < 50; i++) {
              Files.writeString(tenant.resolve("x" + i + ".json"), "{}");
            }
            for (int i = 0; i < 50; i++) {
              Files.delete(tenant.resolve("x" + i + ".json"));
            }
          }
          return true;
        });
    Thread other = Thread.ofPlatform().start(work);
    try {
      for (int i = 0; i < 2_000; i++) {
        assertThat(store.list("acme", "", 100))
            .extracting(ContextStore.Entry::id)
            .contains("stays");
      }
    } finally {
      other.interrupt();
      other.join();
    }
  }

  @Test
  void a_directory_that_goes_away_is_trouble_until_it_is_back() throws Exception {
    ContextStore store = open();
    Path directory = folder.resolve("contexts");
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(directory, elsewhere);
    assertThatThrownBy(
            () -> store.put(new ContextStore.Key("acme", "a"), object("{}"), new Anyhow()))
        .isInstanceOf(ContextStore.Unavailable.class);
    assertThat(store.trouble()).isPresent();
    Files.move(elsewhere, directory);
    assertThat(store.trouble()).isEmpty();
    store.put(new ContextStore.Key("acme", "a"), object("{}"), new Anyhow());
  }

  @Test
  void a_place_that_is_no_directory_is_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> FileContextStore.open(file, LIMIT, JsonText.JSON, CLOCK))
        .isInstanceOf(IOException.class);
  }
}
