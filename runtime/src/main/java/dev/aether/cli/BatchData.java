package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/// A file with a JSON object on each line. It is read line by line, and never held as a whole.
final class BatchData {
  private static final int MOST_COMPLAINTS = 20;
  private static final int HASH_BYTES = 16;

  private final Path file;
  private final BitSet usable = new BitSet();
  private final List<String> complaints = new ArrayList<>();
  private int unusable;

  /// One line.
  ///
  /// @param number counts from 1, as editors count
  /// @param hash of its text
  record Line(int number, String hash, Value.Obj values) {}

  /// Does something with a line.
  @FunctionalInterface
  interface Work {
    void with(Line line) throws NotUsable, InterruptedException;
  }

  private BatchData(Path file) {
    this.file = file;
  }

  /// Reads the file once, to know which lines can be used. Empty lines are not counted.
  static BatchData scan(Path file) throws NotUsable, InterruptedException {
    var data = new BatchData(file);
    data.read((number, text) -> {
      String complaint = complaint(text);
      if (complaint.isEmpty()) {
        data.usable.set(number);
        return;
      }
      data.unusable++;
      if (data.complaints.size() < MOST_COMPLAINTS) {
        data.complaints.add("%s, line %d: %s".formatted(file, number, complaint));
      }
    });
    return data;
  }

  private static String complaint(String text) {
    return switch (JsonText.JSON.read(text)) {
      case JsonText.Parsed(Value.Obj _) -> "";
      case JsonText.Parsed(var other) -> "expected a JSON object, found " + other.kind();
      case JsonText.Malformed wrong -> "column %d: %s".formatted(wrong.column(), wrong.reason());
      case JsonText.TooDeep deep -> "nested more than %d levels".formatted(deep.limit());
    };
  }

  /// The numbers of the lines that can be used.
  BitSet usable() {
    return usable;
  }

  /// How many can be used.
  int size() {
    return usable.cardinality();
  }

  /// What is wrong with those that cannot, a sentence each; not all of them, if there are many.
  List<String> complaints() {
    int more = unusable - complaints.size();
    List<String> all = new ArrayList<>(complaints);
    if (more > 0) {
      all.add("%s: %d more lines cannot be used".formatted(file, more));
    }
    return all;
  }

  /// Reads the lines that can be used.
  void each(Work work) throws NotUsable, InterruptedException {
    read((number, text) -> {
      if (usable.get(number)
          && JsonText.JSON.read(text) instanceof JsonText.Parsed(Value.Obj values)) {
        work.with(new Line(number, hash(text), values));
      }
    });
  }

  @FunctionalInterface
  private interface Reading {
    void line(int number, String text) throws NotUsable, InterruptedException;
  }

  private void read(Reading reading) throws NotUsable, InterruptedException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int number = 0;
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        number++;
        if (!text.isBlank()) {
          reading.line(number, text);
        }
      }
    } catch (NoSuchFileException _) {
      throw new NotUsable("there is no file " + file);
    } catch (CharacterCodingException _) {
      throw new NotUsable(file + " is not in UTF-8");
    } catch (IOException unreadable) {
      throw new NotUsable("cannot read %s: %s".formatted(file, unreadable.getMessage()));
    }
  }

  /// Stands for a text.
  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)),
              0,
              HASH_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
