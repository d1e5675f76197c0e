package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Prints the events of an execution on a server as they happen, a line each.
final class EventLines {
  private static final Duration BEFORE_RESUMING = Duration.ofSeconds(2);
  private static final int MOST_TRIES = 15;
  private static final String LAST = "execution.finished";

  private final Tools tools;
  private final Format format;
  private final Duration beforeResuming;
  private Optional<String> had = Optional.empty();
  private Optional<Exit> ended = Optional.empty();

  EventLines(Tools tools, Format format) {
    this(tools, format, BEFORE_RESUMING);
  }

  /// @param beforeResuming pause after a connection that broke
  EventLines(Tools tools, Format format, Duration beforeResuming) {
    this.tools = tools;
    this.format = format;
    this.beforeResuming = beforeResuming;
  }

  /// Prints until the execution has ended.
  ///
  /// @param after number of the last event that is known already
  /// @return what the execution ended with
  Exit follow(ServerClient server, String id, Optional<String> after)
      throws NotUsable, InterruptedException {
    had = after;
    boolean begun = false;
    int tries = 0;
    while (ended.isEmpty()) {
      try {
        Optional<EventSource> events = server.events(ExecutionsCommand.path(id) + "/events", had);
        if (events.isEmpty()) {
          return standing(server.get(ExecutionsCommand.path(id)));
        }
        begun = true;
        if (print(events.get())) {
          tries = 0;
        } else if (++tries > MOST_TRIES) {
          throw new NotUsable(
              "the server ends its events of '%s' again and again before there is one"
                  .formatted(id),
              Exit.UNREACHABLE);
        }
      } catch (NotUsable gone) {
        if (!begun || gone.exit() != Exit.UNREACHABLE || ++tries > MOST_TRIES) {
          throw gone;
        }
      }
      if (ended.isEmpty()) {
        tools.note("the connection broke; resuming");
        Thread.sleep(beforeResuming);
      }
    }
    return ended.get();
  }

  /// Whether anything came before the stream ended or broke.
  private boolean print(EventSource events) {
    try (events) {
      for (var event = events.next(); event.isPresent(); event = events.next()) {
        print(event.get());
      }
    } catch (IOException broken) {
      return events.wasAlive(); // the caller resumes
    }
    return events.wasAlive();
  }

  private void print(EventSource.Event event) {
    had = event.number().or(() -> had);
    if (format == Format.JSON) {
      tools.print(CompactJson.of(event.data()));
    } else if (event.number().isPresent()) {
      tools.print(line(event));
    }
    if (event.type().equals(LAST)) {
      ended = Optional.of(standing(event.data()));
    }
  }

  private static Exit standing(Value execution) {
    return switch (at(execution, "status").orElse("")) {
      case "failed" -> Exit.FAILED;
      case "cancelled" -> Exit.INTERRUPTED;
      case "timed_out" -> Exit.TIMED_OUT;
      default -> Exit.OK;
    };
  }

  private static String line(EventSource.Event event) {
    Value data = event.data();
    List<String> words = new ArrayList<>();
    at(data, "node_id").ifPresent(words::add);
    at(data, "flow").ifPresent(words::add);
    at(data, "nodes").map(count -> count + " nodes").ifPresent(words::add);
    for (String name : List.of("status", "reason", "because_of", "provider", "model")) {
      at(data, name).ifPresent(words::add);
    }
    at(data, "cache").filter(cache -> !cache.equals("none")).ifPresent(words::add);
    at(data, "timing.ms").map(ms -> ms + " ms").ifPresent(words::add);
    at(data, "delay_ms").map(ms -> "again in " + ms + " ms").ifPresent(words::add);
    at(data, "error.detail").ifPresent(words::add);
    String when = at(data, "at_ms").map(EventLines::whole).orElse("");
    return "%9s ms  %-18s  %s"
        .formatted(
            when,
            Tools.plain(event.type()),
            String.join(" · ", words.stream().map(Tools::plain).toList()))
        .stripTrailing();
  }

  private static String whole(String millis) {
    int point = millis.indexOf('.');
    return point < 0 ? millis : millis.substring(0, point);
  }

  private static Optional<String> at(Value value, String path) {
    return ValuePath.dotted(path).in(value) instanceof ValuePath.Found(var found)
        ? Optional.of(found.asText()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }
}
