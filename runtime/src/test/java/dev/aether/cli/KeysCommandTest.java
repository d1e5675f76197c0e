package dev.aether.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.TestParts.Ran;
import dev.aether.caller.Caller;
import dev.aether.caller.Callers.Known;
import dev.aether.caller.KeysFile;
import dev.aether.caller.Right;
import dev.aether.testing.FakeNanos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
  @TempDir Path folder;

  private Ran keys(String... args) {
    return TestParts.command(Map.of("HOME", folder.toString()), args);
  }

  @Test
  void a_fresh_key_opens_what_its_entry_says() throws Exception {
    Ran ran =
        keys(
            "keys",
            "new",
            "--name",
            "batch",
            "--tenant",
            "acme",
            "--rights",
            "execute,read",
            "--requests-per-minute",
            "60");
    assertThat(ran.code()).isZero();
    List<String> lines = ran.out().lines().toList();
    String key = lines.getFirst();
    String entry = String.join("\n", lines.subList(2, lines.size()));
    assertThat(key).matches("aek_[A-Za-z0-9_-]{43}");
    assertThat(entry).doesNotContain(key);
    Path file = Files.writeString(folder.resolve("keys.yaml"), "keys:\n" + entry + "\n");
    var callers = new KeysFile(file, new FakeNanos());
    assertThat(callers.identify(Optional.of(key)))
        .isInstanceOfSatisfying(
            Known.class,
            known -> {
              assertThat(known.caller())
                  .isEqualTo(new Caller("batch", "acme", Set.of(Right.READ, Right.EXECUTE)));
              assertThat(known.allowance()).isPresent();
            });
  }

  @Test
  void two_keys_are_never_the_same() {
    String[] args = {"keys", "new", "--name", "a", "--tenant", "t"};
    assertThat(keys(args).out()).isNotEqualTo(keys(args).out());
  }

  @Test
  void wrong_usage_exits_with_2() {
    assertThat(keys("keys").code()).isEqualTo(2);
    assertThat(keys("keys", "new").code()).isEqualTo(2);
    assertThat(keys("keys", "new", "--name", "a b", "--tenant", "t").code()).isEqualTo(2);
    assertThat(keys("keys", "new", "--name", "a", "--tenant", "t", "--rights", "fly").err())
        .contains("there is no right 'fly'");
  }

  @Test
  void serve_names_files_that_cannot_be_used() throws Exception {
    Path broken = Files.writeString(folder.resolve("keys.yaml"), "keys: [{name: a}]");
    Ran ran = keys("serve", "--port", "0", "--set", "security.api_keys_file=" + broken);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("keys.yaml: keys[0].tenant");
    Ran noTls = keys("serve", "--port", "0", "--set", "server.tls_certificate=" + broken);
    assertThat(noTls.code()).isEqualTo(2);
    assertThat(noTls.err()).contains("server.tls_certificate");
  }
}
