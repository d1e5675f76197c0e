package dev.aether.bench.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Reads labelled texts: files with one JSON object to a line, of the form `{"text", "label",
/// "kind"}`.
final class Samples {
  /// A text and what is known about it.
  ///
  /// @param text as it would stand in a context value
  /// @param attack whether it should be found
  /// @param kind what its source calls it
  record Sample(String text, boolean attack, String kind) {
    /// Whether the text is of the half that may be read while tuning; the other half only measures.
    boolean tunes() {
      var sum = new CRC32();
      sum.update(text.getBytes(StandardCharsets.UTF_8));
      return (sum.getValue() & 1) == 0;
    }
  }

  private Samples() {}

  static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Sample> read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.isBlank()).map(Samples::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sample parse(String line) {
    String text = "";
    String kind = "";
    boolean attack = false;
    var at = new Cursor(line);
    at.expect('{');
    while (at.peek() != '}') {
      String name = at.string();
      at.expect(':');
      String value = at.peek() == '"' ? at.string() : at.bare();
      switch (name) {
        case "text" -> text = value;
        case "kind" -> kind = value;
        case "label" -> attack = value.equals("1");
        default -> {} // other fields of a row are of no interest
      }
      if (at.peek() == ',') {
        at.expect(',');
      }
    }
    return new Sample(text, attack, kind);
  }

  private static final class Cursor {
    private final String line;
    private int at;

    Cursor(String line) {
      this.line = line;
    }

    char peek() {
      while (Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      return line.charAt(at);
    }

    void expect(char c) {
      if (peek() != c) {
        throw new IllegalArgumentException("expected " + c + " at " + at + " in " + line);
      }
      at++;
    }

    String bare() {
      int start = at;
      while (",}".indexOf(line.charAt(at)) < 0) {
        at++;
      }
      return line.substring(start, at).strip();
    }

    String string() {
      expect('"');
      var value = new StringBuilder();
      while (line.charAt(at) != '"') {
        char c = line.charAt(at++);
        value.append(c == '\\' ? escape() : c);
      }
      at++;
      return value.toString();
    }

    private char escape() {
      char c = line.charAt(at++);
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> {
          at += 4;
          yield (char) Integer.parseInt(line, at - 4, at, 16);
        }
        default -> c;
      };
    }
  }
}
