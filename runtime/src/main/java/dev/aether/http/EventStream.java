package dev.aether.http;

import dev.aether.engine.Report;
import dev.aether.execution.EventLog;
import dev.aether.execution.ExecutionRecord;
import dev.aether.execution.Executions;
import dev.aether.json.EventJson;
import dev.aether.json.EventJson.Frame;
import dev.aether.workflow.Plan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/// The events of an execution as they happen, in the form of [server-sent
/// events](https://html.spec.whatwg.org/multipage/server-sent-events.html). Ends with the
/// execution.
///
/// The pace is the reader's: what it has not taken stays in the log, and there only once. What is
/// on its way to a reader is never more than one event and a little text.
final class EventStream implements Response.Stream {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final String START = "retry: 2000\n\n";
  private static final String PING = ": ping\n\n";
  private static final int MOST_CHARS_HELD = 8192;

  private final ExecutionRecord record;
  private final long after;
  private final boolean resumed;
  private final Runnable onGone;
  private final Optional<Function<Report, String>> ending;

  private EventStream(
      ExecutionRecord record,
      long after,
      boolean resumed,
      Runnable onGone,
      Optional<Function<Report, String>> ending) {
    this.record = record;
    this.after = after;
    this.resumed = resumed;
    this.onGone = onGone;
    this.ending = ending;
  }

  /// For who asked for the execution: when that reader goes away before the end, it is cancelled,
  /// unless the request says otherwise. A server that stops cuts its streams as well, and then it
  /// is not the reader who went.
  static EventStream ofNew(ExecutionRecord record, Executions executions) {
    Runnable onGone =
        () -> {
          if (!record.request().outlivesReader() && !executions.admission().isDraining()) {
            record.cancel();
          }
        };
    return new EventStream(record, 0, false, onGone, Optional.empty());
  }

  /// The same, with a report in the last event.
  ///
  /// @param report as JSON in one line
  EventStream endingWith(Function<Report, String> report) {
    return new EventStream(record, after, resumed, onGone, Optional.of(report));
  }

  /// For who comes to watch, perhaps again.
  ///
  /// @param after number of the last event that the reader has had
  static EventStream watching(ExecutionRecord record, long after) {
    return new EventStream(record, after, true, () -> {}, Optional.empty());
  }

  @Override
  public void writeTo(OutputStream out) throws InterruptedException {
    try {
      write(out);
    } catch (IOException gone) {
      onGone.run();
    }
  }

  private void write(OutputStream out) throws IOException, InterruptedException {
    Plan plan = record.request().plan();
    var json = new EventJson(record.id(), record.createdAt());
    EventLog.Reader reader = record.log().after(after);
    var text = new StringBuilder(START);
    send(text, out);
    out.flush();
    boolean first = true;
    while (true) {
      EventLog.News news = reader.next(HEARTBEAT);
      for (EventLog.Numbered event : news.events()) {
        append(text, frame(json, event));
        sendIfMuch(text, out);
      }
      // Only nodes that are still at it have speech, and they have been told to have started.
      for (EventLog.Speech speech : news.speech()) {
        var sensitivity = plan.node(plan.indexOf(speech.nodeId())).sensitivity();
        append(text, json.frame(speech, sensitivity, resumed && first));
        sendIfMuch(text, out);
      }
      if (news.nothing()) {
        text.append(PING);
      }
      send(text, out);
      out.flush();
      if (news.ended()) {
        return;
      }
      first = false;
    }
  }

  private Frame frame(EventJson json, EventLog.Numbered event) {
    Frame frame = json.frame(event, record::resultIfEnded);
    if (ending.isEmpty() || !frame.type().equals("execution.finished")) {
      return frame;
    }
    return record
        .resultIfEnded()
        .map(report -> EventJson.with(frame, "report", ending.get().apply(report)))
        .orElse(frame);
  }

  private static void append(StringBuilder text, Frame frame) {
    frame.number().ifPresent(number -> text.append("id: ").append(number).append('\n'));
    text.append("event: ").append(frame.type()).append('\n');
    text.append("data: ").append(frame.data()).append("\n\n");
  }

  private static void sendIfMuch(StringBuilder text, OutputStream out) throws IOException {
    if (text.length() > MOST_CHARS_HELD) {
      send(text, out);
    }
  }

  private static void send(StringBuilder text, OutputStream out) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    text.setLength(0);
    if (text.capacity() > 8 * MOST_CHARS_HELD) {
      text.trimToSize(); // one large event is no reason to hold that much for ever
    }
  }
}
