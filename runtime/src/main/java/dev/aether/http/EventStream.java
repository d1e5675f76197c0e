package dev.aether.http;

import dev.aether.execution.EventLog;
import dev.aether.execution.ExecutionRecord;
import dev.aether.json.EventJson;
import dev.aether.json.EventJson.Frame;
import dev.aether.workflow.Plan;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The events of an execution as they happen, in the form of [server-sent
/// events](https://html.spec.whatwg.org/multipage/server-sent-events.html). Ends with the
/// execution.
///
/// The pace is the reader's: what it has not taken stays in the log, and there only once.
final class EventStream implements Response.Stream {
  private static final String START = "retry: 2000\n\n";
  private static final String PING = ": ping\n\n";

  private final ExecutionRecord record;
  private final long after;
  private final boolean resumed;
  private final Duration heartbeat;
  private final Runnable onGone;

  /// @param after number of the last event that the reader has had
  /// @param resumed whether the reader has read before
  /// @param heartbeat longest silence
  /// @param onGone what follows when the reader goes away before the end
  EventStream(
      ExecutionRecord record, long after, boolean resumed, Duration heartbeat, Runnable onGone) {
    this.record = record;
    this.after = after;
    this.resumed = resumed;
    this.heartbeat = heartbeat;
    this.onGone = onGone;
  }

  @Override
  public void writeTo(OutputStream out) throws InterruptedException {
    try {
      write(out);
    } catch (IOException | UncheckedIOException gone) {
      onGone.run();
    }
  }

  private void write(OutputStream out) throws IOException, InterruptedException {
    Plan plan = record.request().plan();
    var json = new EventJson(record.id(), record.createdAt());
    EventLog.Reader reader = record.log().after(after);
    out.write(START.getBytes(StandardCharsets.UTF_8));
    out.flush();
    boolean first = true;
    while (true) {
      EventLog.News news = reader.next(heartbeat);
      var text = new StringBuilder();
      for (EventLog.Numbered event : news.events()) {
        append(text, json.frame(event, record.resultIfEnded()));
      }
      // Only nodes that are still at it have speech, and they have been told to have started.
      for (EventLog.Speech speech : news.speech()) {
        var sensitivity = plan.node(plan.indexOf(speech.nodeId())).sensitivity();
        append(text, json.frame(speech, sensitivity, resumed && first));
      }
      if (news.nothing()) {
        text.append(PING);
      }
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (news.ended()) {
        return;
      }
      first = false;
    }
  }

  private static void append(StringBuilder text, Frame frame) {
    frame.number().ifPresent(number -> text.append("id: ").append(number).append('\n'));
    text.append("event: ").append(frame.type()).append('\n');
    text.append("data: ").append(frame.data()).append("\n\n");
  }
}
