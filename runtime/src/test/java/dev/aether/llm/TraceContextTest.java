package dev.aether.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  @Test
  void a_header_is_read_and_written_again() {
    String header = "00-" + TRACE + "-" + SPAN + "-01";
    assertThat(TraceContext.parse(header)).contains(new TraceContext(TRACE, SPAN, true));
    assertThat(TraceContext.parse(header).orElseThrow().header()).isEqualTo(header);
  }

  @Test
  void the_last_bit_of_the_flags_says_whether_it_is_recorded() {
    assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-fe").orElseThrow().sampled())
        .isFalse();
    assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-03").orElseThrow().sampled())
        .isTrue();
  }

  @Test
  void a_later_version_may_say_more() {
    assertThat(TraceContext.parse("cc-" + TRACE + "-" + SPAN + "-01-more")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\nx: y"
      })
  void a_header_that_the_standard_calls_invalid_is_absent(String header) {
    assertThat(TraceContext.parse(header)).isEmpty();
  }

  @Test
  void a_child_is_of_the_same_trace_and_has_a_name_of_its_own() {
    var parent = new TraceContext(TRACE, SPAN, true);
    TraceContext child = parent.child(new Random(1));
    assertThat(child.traceId()).isEqualTo(TRACE);
    assertThat(child.sampled()).isTrue();
    assertThat(child.spanId()).isNotEqualTo(SPAN);
    assertThatThrownBy(() -> new TraceContext(TRACE, "0000000000000000", true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void work_that_is_not_recorded_has_names_and_says_so() {
    var random = new Random(1);
    TraceContext work = TraceContext.unrecorded(random);
    assertThat(TraceContext.parse(work.header())).contains(work);
    assertThat(work.sampled()).isFalse();
    assertThat(TraceContext.unrecorded(random).traceId()).isNotEqualTo(work.traceId());
  }

  @Test
  void names_are_of_small_hexadecimal_digits() {
    assertThatThrownBy(() -> new TraceContext(TRACE.toUpperCase(Locale.ROOT), SPAN, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TraceContext(TRACE, SPAN.substring(1), true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TraceContext(TRACE, SPAN.replace('b', 'g'), true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
