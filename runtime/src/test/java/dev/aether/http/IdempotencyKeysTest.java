package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.caller.Caller;
import dev.aether.context.Value;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {
  private Instant now = Instant.EPOCH;
  private final IdempotencyKeys keys = new IdempotencyKeys(() -> now, 3);

  private static Request with(String key) {
    return new Request(
        "r",
        "POST",
        "/v1/executions",
        Map.of(),
        Map.of(),
        Caller.NOBODY,
        name -> name.equals("Idempotency-Key") ? Optional.of(key) : Optional.empty(),
        InputStream::nullInputStream);
  }

  private Optional<String> claim(String key) throws ProblemException {
    Optional<IdempotencyKeys.Earlier> earlier =
        keys.claim("t", with(key), Value.Obj.EMPTY, (_, _) -> Optional.empty());
    keys.settle("t", with(key), "execution of " + key);
    return earlier.map(IdempotencyKeys.Earlier::executionId);
  }

  @Test
  void the_oldest_leave_when_there_are_too_many() throws Exception {
    for (String key : "a b c d e".split(" ", -1)) {
      assertThat(claim(key)).isEmpty();
    }
    assertThat(claim("e")).contains("execution of e");
    assertThat(claim("a")).isEmpty();
  }

  @Test
  void a_key_lasts_a_day() throws Exception {
    assertThat(claim("a")).isEmpty();
    now = now.plus(Duration.ofHours(24));
    assertThat(claim("a")).contains("execution of a");
    now = now.plusMillis(1);
    assertThat(claim("a")).isEmpty();
  }

  @Test
  void a_key_that_cannot_be_kept_is_refused_and_not_ignored() {
    for (String key : new String[] {"", "\"\"", "k".repeat(257)}) {
      assertThatThrownBy(() -> claim(key)).isInstanceOf(ProblemException.class);
    }
  }
}
