package dev.aether.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrebuiltTest {
  @Test
  void the_build_left_the_tables_that_the_text_files_make(@TempDir Path folder) throws Exception {
    Path made = Files.createDirectories(folder.resolve("dev/aether/guard"));
    Prebuilt.main(new String[] {folder.toString()});
    for (String name : List.of("folding.bin", "lexicon.bin", "segmenter.bin")) {
      assertThat(Resources.bytesIfAny(name))
          .as(name)
          .hasValue(Files.readAllBytes(made.resolve(name)));
    }
  }

  @Test
  void the_tables_say_that_they_are_of_the_text_files_beside_them() {
    assertThat(Prebuilt.folding()).isPresent();
    assertThat(Prebuilt.lexicon()).isPresent();
    assertThat(Prebuilt.segmenter()).isPresent();
  }
}
