package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.context.Value;
import dev.aether.engine.RunOptions;
import dev.aether.execution.RequestReader;
import dev.aether.json.JsonText;
import dev.aether.workflow.Defect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A file with a flow: the document alone, or a request `{"dag", "context", "options"}` around it.
final class FlowFile {
  private FlowFile() {}

  /// The file was read, but not to a flow; the message says where and why.
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  static RequestReader.Reading read(Path file, RequestReader reader) throws NotUsable, Unreadable {
    Value document = json(file);
    return document instanceof Value.Obj(var members) && members.containsKey("dag")
        ? reader.read(document, "")
        : reader.readDag(document, Value.Obj.EMPTY, RunOptions.DEFAULT);
  }

  static Value json(Path file) throws NotUsable, Unreadable {
    return switch (JsonText.JSON.read(bytes(file))) {
      case JsonText.Parsed(var value) -> value;
      case JsonText.Malformed wrong -> throw new Unreadable(file + ": " + wrong.sentence());
      case JsonText.TooDeep deep ->
          throw new Unreadable("%s: nested more than %d levels".formatted(file, deep.limit()));
    };
  }

  private static byte[] bytes(Path file) throws NotUsable {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new NotUsable("there is no file " + file);
    } catch (IOException unreadable) {
      throw new NotUsable("cannot read %s: %s".formatted(file, unreadable.getMessage()));
    }
  }

  static String sentences(Path file, List<Defect> defects) {
    var text = new StringBuilder();
    for (Defect defect : defects) {
      text.append(
          "%s: %s [%s]%n      %s%n"
              .formatted(
                  file,
                  defect.pointer().isEmpty() ? "/" : defect.pointer(),
                  defect.code(),
                  defect.detail()));
    }
    return text.toString().stripTrailing();
  }
}
