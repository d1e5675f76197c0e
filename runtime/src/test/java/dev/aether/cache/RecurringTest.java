package dev.aether.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurringTest {
  private final List<String> workedOut = new ArrayList<>();
  private final Recurring<String, Integer> recurring =
      new Recurring<>(
          1600,
          String::length,
          text -> {
            workedOut.add(text);
            return workedOut.size();
          },
          value -> value != 2);

  @Test
  void the_second_time_is_remembered() {
    workedOut.add("one before");
    assertThat(recurring.apply("seven")).isEqualTo(2);
    assertThat(recurring.apply("seven")).isEqualTo(3);
    assertThat(recurring.apply("seven")).isEqualTo(3);
    assertThat(workedOut).hasSize(3);
  }

  @Test
  void what_does_not_last_is_worked_out_anew() {
    assertThat(recurring.apply("seven")).isEqualTo(1);
    assertThat(recurring.apply("seven")).isEqualTo(2);
    assertThat(recurring.apply("seven")).isEqualTo(3);
    assertThat(recurring.apply("seven")).isEqualTo(3);
  }

  @Test
  void what_is_too_heavy_is_worked_out_each_time() {
    String heavy = "x".repeat(101);
    for (int time = 1; time <= 4; time++) {
      assertThat(recurring.apply(heavy)).isEqualTo(time);
    }
  }

  @Test
  void what_comes_once_takes_no_place() {
    for (int time = 0; time < 3; time++) {
      int _ = recurring.apply("again");
    }
    for (int i = 0; i < 10_000; i++) {
      int _ = recurring.apply("number%06d".formatted(i));
    }
    workedOut.clear();
    int _ = recurring.apply("again");
    assertThat(workedOut).isEmpty();
  }
}
