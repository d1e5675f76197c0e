package dev.aether.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.caller.Callers.Exhausted;
import dev.aether.caller.Callers.Known;
import dev.aether.caller.Callers.Unknown;
import dev.aether.testing.FakeNanos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysFileTest {
  final FakeNanos clock = new FakeNanos();
  @TempDir Path folder;

  static String entry(String name, String key, String more) {
    return "  - {name: %s, tenant: acme, sha256: %s, rights: [read]%s}\n"
        .formatted(name, KeyDigest.hex(key), more);
  }

  Path write(String... entries) throws IOException {
    return Files.writeString(folder.resolve("keys.yaml"), "keys:\n" + String.join("", entries));
  }

  Callers.Identification asked(Callers callers, String key) {
    clock.pass(Duration.ofSeconds(2));
    return callers.identify(Optional.of(key));
  }

  @Test
  void a_caller_is_known_by_its_key_only() throws Exception {
    var callers = new KeysFile(write(entry("a", "ka", ""), entry("b", "kb", "")), clock);
    assertThat(asked(callers, "kb"))
        .isEqualTo(new Known(new Caller("b", "acme", Set.of(Right.READ)), Optional.empty()));
    assertThat(asked(callers, "kc")).isEqualTo(new Unknown());
    assertThat(asked(callers, "")).isEqualTo(new Unknown());
    assertThat(asked(callers, KeyDigest.hex("ka"))).isEqualTo(new Unknown());
    assertThat(callers.identify(Optional.empty())).isEqualTo(new Unknown());
  }

  @Test
  void a_changed_file_is_read_again_and_a_broken_one_changes_nothing() throws Exception {
    Path file = write(entry("a", "ka", ""));
    var callers = new KeysFile(file, clock);
    assertThat(asked(callers, "ka")).isInstanceOf(Known.class);
    write(entry("a", "ka", ""), entry("b", "kb", ""));
    assertThat(asked(callers, "kb")).isInstanceOf(Known.class);
    for (String broken :
        List.of("keys: [", "", "keys: [{name: a}]", "kyes: []", "keys: {}", "keys: [1, 2]")) {
      Files.writeString(file, broken);
      assertThat(asked(callers, "kb")).as(broken).isInstanceOf(Known.class);
    }
    Files.delete(file);
    assertThat(asked(callers, "kb")).isInstanceOf(Known.class);
    write(entry("c", "kc", ""));
    assertThat(asked(callers, "kb")).isEqualTo(new Unknown());
    assertThat(asked(callers, "kc")).isInstanceOf(Known.class);
  }

  @Test
  void a_file_is_looked_at_once_a_second_at_most() throws Exception {
    var callers = new KeysFile(write(entry("a", "ka", "")), clock);
    write(entry("c", "kc", ""));
    assertThat(callers.identify(Optional.of("kc"))).isEqualTo(new Unknown());
    clock.pass(Duration.ofSeconds(1));
    assertThat(callers.identify(Optional.of("kc"))).isInstanceOf(Known.class);
  }

  @Test
  void reading_again_does_not_give_a_limit_back() throws Exception {
    String limited = entry("a", "ka", ", requests_per_minute: 1");
    var callers = new KeysFile(write(limited), clock);
    assertThat(asked(callers, "ka")).isInstanceOf(Known.class);
    write(limited, entry("b", "kb", ""));
    assertThat(asked(callers, "kb")).isInstanceOf(Known.class);
    assertThat(asked(callers, "ka")).isInstanceOf(Exhausted.class);
  }

  @Test
  void what_a_key_may_do_must_be_said_exactly() throws Exception {
    String digest = KeyDigest.hex("k");
    for (String wrong :
        List.of(
            "{tenant: t, sha256: %s, rights: [read]}",
            "{name: n, sha256: %s, rights: [read]}",
            "{name: n, tenant: t, rights: [read]}",
            "{name: n, tenant: t, sha256: %s}",
            "{name: n, tenant: t, sha256: %s, rights: []}",
            "{name: n, tenant: t, sha256: %s, rights: [raed]}",
            "{name: n, tenant: t, sha256: %s, rights: [read], requests_per_minute: 0}",
            "{name: n, tenant: t, sha256: %s, rights: [read], limit: 1}",
            "{name: n n, tenant: t, sha256: %s, rights: [read]}",
            "{name: n, tenant: t, sha256: '%s0', rights: [read]}")) {
      Path file = write("  - " + wrong.replace("%s", digest) + "\n");
      assertThatThrownBy(() -> new KeysFile(file, clock))
          .as(wrong)
          .isInstanceOf(KeysFile.UnusableKeys.class)
          .hasMessageContaining("keys[0]")
          .message()
          .doesNotContain(digest);
    }
    assertThatThrownBy(() -> new KeysFile(write(entry("a", "k", ""), entry("a", "j", "")), clock))
        .hasMessageContaining("two keys of the name 'a'");
    assertThatThrownBy(() -> new KeysFile(write(entry("a", "k", ""), entry("b", "k", "")), clock))
        .hasMessageContaining("same digest");
  }

  @Test
  void a_digest_that_looks_like_a_number_is_a_digest() throws Exception {
    for (String digest : List.of("0".repeat(30) + "1".repeat(34), "12e4".repeat(16))) {
      Path file = write("  - {name: n, tenant: t, sha256: %s, rights: [read]}\n".formatted(digest));
      assertThat(new KeysFile(file, clock)).isNotNull();
    }
  }

  @Test
  void every_look_up_compares_with_every_key() {
    var compared = new AtomicInteger();
    List<CallerKey> keys =
        IntStream.range(0, 50)
            .mapToObj(i ->
                new CallerKey(
                    "k" + i,
                    "t",
                    KeyDigest.hex("key" + i),
                    Set.of(Right.READ),
                    java.util.OptionalInt.empty()))
            .toList();
    KeyRing ring =
        KeyRing.of(
            keys,
            clock,
            (a, b) -> {
              compared.incrementAndGet();
              return java.security.MessageDigest.isEqual(a, b);
            });
    for (String key : List.of("key0", "key49", "nobody's", "")) {
      compared.set(0);
      assertThat(ring.identify(Optional.of(key))).isNotNull();
      assertThat(compared.get()).as(key).isEqualTo(50);
    }
  }

  @Test
  void each_right_includes_those_before_it() {
    assertThat(new Caller("n", "t", Set.of(Right.EXECUTE)).may(Right.READ)).isTrue();
    assertThat(new Caller("n", "t", Set.of(Right.EXECUTE)).may(Right.ADMIN)).isFalse();
    assertThat(new Caller("n", "t", Set.of(Right.ADMIN)).may(Right.EXECUTE)).isTrue();
    assertThat(Caller.NOBODY.may(Right.READ)).isFalse();
  }
}
