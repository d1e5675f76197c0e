package dev.aether.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoTest {
  private final List<String> workedOut = new ArrayList<>();
  private final Memo<String, Integer> memo =
      new Memo<>(
          160,
          String::length,
          text -> {
            workedOut.add(text);
            return text.length();
          });

  @Test
  void what_is_known_is_not_worked_out_again() {
    assertThat(memo.apply("seven")).isEqualTo(5);
    assertThat(memo.apply("se" + "ven".toLowerCase(java.util.Locale.ROOT))).isEqualTo(5);
    assertThat(workedOut).containsExactly("seven");
  }

  @Test
  void what_is_too_heavy_is_worked_out_each_time() {
    String heavy = "x".repeat(11);
    assertThat(memo.apply(heavy)).isEqualTo(11);
    assertThat(memo.apply(heavy)).isEqualTo(11);
    assertThat(workedOut).hasSize(2);
  }

  @Test
  void no_more_is_remembered_than_the_bound_allows() {
    for (int i = 0; i < 100; i++) {
      int _ = memo.apply("number%04d".formatted(i));
    }
    workedOut.clear();
    for (int i = 0; i < 100; i++) {
      int _ = memo.apply("number%04d".formatted(i));
    }
    assertThat(workedOut).hasSizeGreaterThanOrEqualTo(100 - 160 / 10);
  }
}
