package dev.aether.json;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.Stretch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/// Where the time of a node's call went, as it stands in results and events.
final class NodeCourse {
  private NodeCourse() {}

  /// Milliseconds, to the microsecond.
  static double millis(Duration time) {
    long micros = time.toNanos() / 1000;
    return micros / 1000.0;
  }

  static void write(JsonGenerator out, List<Stretch> course) {
    out.writeName("course");
    JsonText.write(out, value(course));
  }

  static Value value(List<Stretch> course) {
    return new Value.Arr(course.stream().map(NodeCourse::stretch).toList());
  }

  private static Value stretch(Stretch stretch) {
    var members = new Members();
    switch (stretch) {
      case Stretch.Waited(var reason, _) ->
          members.put("what", "waited").put("reason", reason.name().toLowerCase(Locale.ROOT));
      case Stretch.Attempt attempt -> {
        members
            .put("what", "attempt")
            .put("provider", attempt.provider())
            .put("model", attempt.model());
        if (attempt.firstText().isPositive()) {
          members.put("first_text_ms", millis(attempt.firstText()));
        }
        attempt
            .failure()
            .ifPresent(failure ->
                members.put(
                    "error",
                    new Members()
                        .put("code", failure.code())
                        .put("detail", failure.sentence())
                        .end()));
      }
      case Stretch.BackedOff _ -> members.put("what", "backed_off");
    }
    return members.put("ms", millis(stretch.time())).end();
  }
}
