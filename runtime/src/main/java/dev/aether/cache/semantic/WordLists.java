package dev.aether.cache.semantic;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the word lists that ship beside this class: UTF-8, `#` begins a comment line, blank lines
/// do not count.
final class WordLists {
  private WordLists() {}

  /// The lines of a list that say something.
  static List<String> lines(String name) {
    try (var in = WordLists.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is missing beside " + WordLists.class.getName());
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("# "))
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// All words of a list of words.
  static Set<String> words(String name) {
    return lines(name).stream().flatMap(WordLists::split).collect(Collectors.toUnmodifiableSet());
  }

  /// The words of one line.
  static Stream<String> split(String line) {
    return Arrays.stream(line.strip().split("\\s+", -1)).filter(word -> !word.isEmpty());
  }
}
