package dev.aether.cache.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WordPieceTest {
  static final WordPiece PIECES =
      new WordPiece(
          Map.of(
              "[UNK]", 0, "[CLS]", 1, "[SEP]", 2, "un", 3, "##aff", 4, "##able", 5, "cafe", 6, ",",
              7, "中", 8, "文", 9));

  @Test
  void the_longest_pieces_cover_a_word_from_the_left() {
    assertThat(PIECES.encode("unaffable", 10)).containsExactly(1, 3, 4, 5, 2);
  }

  @Test
  void a_word_that_cannot_be_covered_is_unknown_as_a_whole() {
    assertThat(PIECES.encode("unaffx un", 10)).containsExactly(1, 0, 3, 2);
    assertThat(PIECES.encode("u".repeat(101), 10)).containsExactly(1, 0, 2);
  }

  @Test
  void case_accents_and_control_characters_are_dropped() {
    assertThat(PIECES.encode("CAF\u00c9\u0000", 10)).containsExactly(1, 6, 2);
  }

  @Test
  void punctuation_and_ideographs_stand_alone() {
    assertThat(PIECES.encode("cafe,un\t中文", 10)).containsExactly(1, 6, 7, 3, 8, 9, 2);
  }

  @Test
  void what_does_not_fit_is_cut_off() {
    assertThat(PIECES.encode("un un un un", 4)).containsExactly(1, 3, 3, 2);
    assertThat(PIECES.encode("", 2)).containsExactly(1, 2);
  }

  @Test
  void a_vocabulary_without_the_marks_is_refused() {
    assertThatThrownBy(() -> new WordPiece(Map.of("a", 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
