package dev.aether.telemetry;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// What log lines look like: one line per record on standard error, as text for people or as JSON
/// for machines. The libraries' own lines come through the same way.
public final class LogFormat extends Formatter {
  private final boolean json;

  private LogFormat(boolean json) {
    this.json = json;
  }

  /// Sets up the logging of the whole process.
  ///
  /// @param level error, warn, info or debug
  public static void install(boolean json, String level) {
    var console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    console.setFormatter(new LogFormat(json));
    Logger root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(console);
    Level least =
        switch (level) {
          case "error" -> Level.SEVERE;
          case "warn" -> Level.WARNING;
          case "debug" -> Level.FINE;
          default -> Level.INFO;
        };
    root.setLevel(least.intValue() < Level.INFO.intValue() ? Level.INFO : least);
    OURS.setLevel(least);
    AUDIT.setLevel(Level.INFO); // administrative acts are written down at any level
    LIBRARIES.forEach(library -> library.setLevel(Level.WARNING));
    SIGNS_OF_LIFE.setLevel(Level.SEVERE); // that the database is away is said once, by the store
  }

  private static final Logger OURS = Logger.getLogger("aether");
  private static final Logger AUDIT = Logger.getLogger("aether.audit");
  private static final Logger SIGNS_OF_LIFE = Logger.getLogger("com.github.kagkarlsson");
  private static final List<Logger> LIBRARIES =
      Stream.of("io.helidon", "com.zaxxer.hikari", "org.flywaydb").map(Logger::getLogger).toList();

  @Override
  public String format(LogRecord entry) {
    LogLine line = LogLine.parse(formatMessage(entry));
    return (json ? json(entry, line) : text(entry, line)) + "\n";
  }

  private static String word(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private static String text(LogRecord entry, LogLine line) {
    var out = new StringBuilder();
    out.append(entry.getInstant().truncatedTo(ChronoUnit.MILLIS))
        .append(' ')
        .append("%-5s".formatted(word(entry.getLevel())))
        .append(' ')
        .append(line.message().replace("\n", "\\n"));
    line.fields().forEach((name, value) -> out.append(' ').append(name).append('=').append(value));
    if (entry.getThrown() != null) {
      out.append('\n').append(trace(entry.getThrown()).stripTrailing());
    }
    return out.toString();
  }

  private static String json(LogRecord entry, LogLine line) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("ts", new Value.Text(entry.getInstant().toString()));
    members.put("level", new Value.Text(word(entry.getLevel()).toLowerCase(Locale.ROOT)));
    members.put("logger", new Value.Text(String.valueOf(entry.getLoggerName())));
    members.put("message", new Value.Text(line.message()));
    line.fields()
        .forEach((name, value) -> members.putIfAbsent(name, new Value.Text(value.toString())));
    if (entry.getThrown() != null) {
      members.put("exception", new Value.Text(trace(entry.getThrown())));
    }
    return CompactJson.of(new Value.Obj(members));
  }

  private static String trace(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
