package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static List<String> read(InputStream in) throws IOException {
    var stream = new EventStream(in);
    List<String> events = new ArrayList<>();
    for (Optional<String> next = stream.next(); next.isPresent(); next = stream.next()) {
      events.add(next.get());
    }
    return events;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void events_end_with_an_empty_line() throws Exception {
    assertThat(read(bytes("data: a\n\ndata:b\n\n"))).containsExactly("a", "b");
  }

  @Test
  void names_ids_and_comments_are_passed_over() throws Exception {
    assertThat(read(bytes(": hello\n\nevent: x\nid: 7\ndata: a\nretry: 9\n\n\n\n")))
        .containsExactly("a");
  }

  @Test
  void lines_may_end_with_crlf() throws Exception {
    assertThat(read(bytes("data: a\r\n\r\ndata: b\r\n\r\n"))).containsExactly("a", "b");
  }

  @Test
  void several_lines_of_data_are_one() throws Exception {
    assertThat(read(bytes("data: a\ndata: b\n\n"))).containsExactly("a\nb");
  }

  @Test
  void an_event_that_is_cut_off_is_dropped() throws Exception {
    assertThat(read(bytes("data: a\n\ndata: b"))).containsExactly("a");
  }

  @Test
  void it_does_not_matter_where_the_network_cuts() throws Exception {
    String long_ = "ä€🦫".repeat(5000);
    byte[] all = ("data: " + long_ + "\n\ndata: b\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    for (int step : List.of(1, 2, 3, 7, 4096, 8192, 8193)) {
      InputStream slow =
          new InputStream() {
            private int at;

            @Override
            public int read() {
              return at < all.length ? all[at++] & 0xff : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
              int count = Math.min(Math.min(step, length), all.length - at);
              System.arraycopy(all, at, buffer, offset, Math.max(count, 0));
              at += Math.max(count, 0);
              return count == 0 ? -1 : count;
            }
          };
      assertThat(read(slow)).containsExactly(long_, "b");
    }
  }

  @Test
  void an_endless_event_is_refused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }
        };

    assertThatThrownBy(() -> read(endless)).isInstanceOf(IOException.class);
  }
}
