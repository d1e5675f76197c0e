package dev.aether.cache;

import static dev.aether.llm.Calls.answer;
import static dev.aether.llm.Calls.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Source;
import dev.aether.testing.Gen;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CacheFilesTest extends CacheFixture {
  private static final Duration NEVER = Duration.ofDays(1);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @TempDir Path directory;

  /// Knows the text of an answer only, which is all that these tests look at.
  private static final AnswerCodec<Completion> CODEC =
      new AnswerCodec<>() {
        @Override
        public byte[] write(Completion answer) {
          return answer.text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Completion read(byte[] bytes) {
          return answer(new String(bytes, StandardCharsets.UTF_8));
        }
      };

  private ExactCache cache(Optional<Duration> life) {
    return new ExactCache(
        (_, _) -> answer("a" + calls.incrementAndGet()),
        new CacheBounds(1_000, 1 << 20, life),
        SharedAnswers.NONE,
        nanos::get,
        now::get);
  }

  private CacheFiles keep(ExactCache cache, Duration every) throws IOException {
    return CacheFiles.keep(directory, List.of(cache.persistent(CODEC)), every);
  }

  private Path file() {
    return directory.resolve("exact.cache");
  }

  private void written(String... prompts) throws Exception {
    ExactCache cache = cache(Optional.empty());
    try (var _ = keep(cache, NEVER)) {
      for (String prompt : prompts) {
        cache.complete(ask(prompt), call());
      }
    }
  }

  @Test
  void answers_outlive_the_process() throws Exception {
    written("p", "q");
    ExactCache second = cache(Optional.empty());
    try (var _ = keep(second, NEVER)) {
      assertThat(second.complete(ask("p"), call()))
          .isEqualTo(answer("a1").from(Source.EXACT_CACHE));
      assertThat(second.complete(ask("q"), call()))
          .isEqualTo(answer("a2").from(Source.EXACT_CACHE));
      assertThat(second.complete(ask("r"), call())).isEqualTo(answer("a3"));
    }
  }

  @Test
  void time_goes_on_between_two_processes() throws Exception {
    ExactCache first = cache(Optional.of(Duration.ofMinutes(10)));
    try (var _ = keep(first, NEVER)) {
      first.complete(
          ask("brief"), call(Privacy.SHAREABLE, Mode.DEFAULT, Optional.of(Duration.ofMinutes(2))));
      first.complete(ask("long"), call());
    }
    now.set(now.get().plus(Duration.ofMinutes(3)));
    ExactCache second = cache(Optional.empty());
    try (var _ = keep(second, NEVER)) {
      assertThat(second.stats().entries()).isEqualTo(1);
      second.complete(ask("long"), call());
      assertThat(calls).hasValue(2);
      nanos.addAndGet(Duration.ofMinutes(7).toNanos());
      second.complete(ask("long"), call());
      assertThat(calls).hasValue(3);
    }
  }

  @Test
  void a_file_cut_off_or_changed_anywhere_is_set_aside_and_nothing_of_it_is_used()
      throws Exception {
    written("p", "q", "r");
    byte[] whole = Files.readAllBytes(file());
    Gen.forAll(
        40,
        gen -> {
          byte[] broken = whole.clone();
          if (gen.chance(0.5)) {
            broken = Arrays.copyOf(whole, gen.below(whole.length));
          } else {
            broken[gen.below(whole.length)] ^= (byte) (1 << gen.below(8));
          }
          Files.write(file(), broken);
          ExactCache cache = cache(Optional.empty());
          keep(cache, NEVER).close();
          assertThat(cache.stats().entries()).isZero();
          assertThat(file()).doesNotExist();
          assertThat(directory.resolve("exact.cache.unreadable")).hasBinaryContent(broken);
        });
  }

  @Test
  void a_whole_file_of_something_else_is_set_aside_too() throws Exception {
    for (String name : List.of("other", "exact")) {
      PersistentLayer layer =
          new PersistentLayer() {
            @Override
            public String name() {
              return name;
            }

            @Override
            public long changes() {
              return calls.incrementAndGet();
            }

            @Override
            public void writeTo(DataOutput out) throws IOException {
              out.writeUTF("something else");
            }

            @Override
            public void readFrom(DataInput in) {
              throw new IllegalStateException("a bug");
            }
          };
      CacheFiles.keep(directory, List.of(layer), NEVER).close();
      Path other = directory.resolve(name + ".cache");
      if (!other.equals(file())) {
        Files.move(other, file());
      }
      ExactCache cache = cache(Optional.empty());
      keep(cache, NEVER).close();
      assertThat(cache.stats().entries()).isZero();
      assertThat(file()).doesNotExist();
      assertThatCode(() -> CacheFiles.keep(directory, List.of(layer), NEVER).close())
          .doesNotThrowAnyException();
      Files.deleteIfExists(file());
    }
  }

  @Test
  void changes_are_written_while_the_process_lives_and_only_then() throws Exception {
    var twice = new CountDownLatch(2);
    var changes = new AtomicReference<>(0L);
    PersistentLayer layer =
        new PersistentLayer() {
          @Override
          public String name() {
            return "counted";
          }

          @Override
          public long changes() {
            return changes.get();
          }

          @Override
          public void writeTo(DataOutput out) {
            changes.updateAndGet(number -> number < 2 ? number + 1 : number);
            calls.incrementAndGet();
            twice.countDown();
          }

          @Override
          public void readFrom(DataInput in) {}
        };
    try (var _ = CacheFiles.keep(directory, List.of(layer), Duration.ofMillis(1))) {
      changes.set(1L);
      twice.await();
    }
    assertThat(calls).hasValue(2);
    assertThat(directory.resolve("counted.cache")).exists();
  }

  @Test
  void nobody_else_may_read_the_file() throws Exception {
    written("p");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(directory).isDirectoryContaining(file()::equals);
    try (var all = Files.list(directory)) {
      assertThat(all).hasSize(1);
    }
  }

  @Test
  void a_directory_that_is_gone_costs_no_answer() throws Exception {
    ExactCache cache = cache(Optional.empty());
    try (var _ = keep(cache, NEVER)) {
      Files.delete(directory);
      assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a1"));
    }
    assertThat(cache.complete(ask("p"), call())).isEqualTo(answer("a1").from(Source.EXACT_CACHE));
    Files.createDirectory(directory);
  }
}
