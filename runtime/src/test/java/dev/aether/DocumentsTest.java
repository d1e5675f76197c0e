package dev.aether;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.config.Setting;
import dev.aether.config.Settings;
import dev.aether.http.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents list is what there is.
class DocumentsTest {
  static String document(String name) {
    try {
      return Files.readString(Path.of("..", name));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /// The first cells of a document's tables, as far as they are code.
  static Set<String> listed(String document, String pattern) {
    return Pattern.compile("(?m)^\\| `(" + pattern + ")`")
        .matcher(document)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_setting_is_documented_with_its_variable_and_default() {
    String document = document("docs/configuration.md");
    assertThat(listed(document, "[a-z_.]+"))
        .isEqualTo(Setting.all().stream().map(Setting::path).collect(Collectors.toSet()));
    for (Setting setting : Setting.all()) {
      String value = setting.otherwise().isEmpty() ? "none" : "`" + setting.otherwise() + "`";
      assertThat(document)
          .contains(
              "| `%s` | `%s` | %s | %s |"
                  .formatted(setting.path(), setting.variable(), value, setting.meaning()));
    }
  }

  @Test
  void every_problem_is_documented_with_its_status() {
    String document = document("docs/problems.md");
    assertThat(listed(document, "[a-z_]+"))
        .isEqualTo(
            Stream.of(ProblemType.values()).map(ProblemType::code).collect(Collectors.toSet()));
    for (ProblemType type : ProblemType.values()) {
      assertThat(document)
          .contains("| `%s` | %d | %s |".formatted(type.code(), type.status(), type.title()));
    }
  }

  @Test
  void every_command_is_documented() {
    assertThat(listed(document("docs/cli.md"), "aether [^`]+").stream().map(DocumentsTest::words))
        .containsExactlyInAnyOrderElementsOf(TestParts.commands());
  }

  /// What stands in front of the first parameter.
  private static String words(String usage) {
    return usage.replaceFirst("( [A-Z].*)?$", "");
  }

  @Test
  void every_endpoint_is_documented() {
    try (var parts = TestParts.with(Settings.defaults())) {
      assertThat(listed(document("docs/http.md"), "(?:GET|POST|PUT|PATCH|DELETE) /[^`]*"))
          .isEqualTo(new TreeSet<>(parts.routes()));
    }
  }

  @Test
  void links_between_documents_lead_somewhere() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."), 3)) {
      List<Path> documents =
          files
              .filter(file -> file.toString().endsWith(".md"))
              .filter(file -> !file.toString().contains("target"))
              .toList();
      for (Path document : documents) {
        Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)")
            .matcher(Files.readString(document))
            .results()
            .map(match -> match.group(1))
            .forEach(link ->
                assertThat(document.resolveSibling(link)).as("link in " + document).exists());
      }
    }
  }
}
