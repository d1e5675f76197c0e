package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.semantic.AnswerComparison.Verdict;
import org.junit.jupiter.api.Test;

class TextAnswersTest {
  final FakeEmbedder embedder = new FakeEmbedder();
  final TextAnswers answers =
      new TextAnswers(embedder, (a, b) -> a.startsWith("{") && b.startsWith("{"));

  @Test
  void case_and_punctuation_do_not_matter() throws Exception {
    assertThat(answers.compare("Paris.", "paris")).isEqualTo(Verdict.SAME);
    assertThat(embedder.calls).hasValue(0);
  }

  @Test
  void equal_json_is_the_same() throws Exception {
    assertThat(answers.compare("{\"a\": 1, \"b\": 2}", "{\"b\":2,\"a\":1}"))
        .isEqualTo(Verdict.SAME);
  }

  @Test
  void near_answers_are_the_same_unless_a_veto_speaks() throws Exception {
    String long1 = "the river begins in the mountains and flows down to the sea over many miles";
    assertThat(answers.compare(long1, long1 + " indeed")).isEqualTo(Verdict.SAME);
    assertThat(answers.compare(long1 + " 5", long1 + " 6")).isEqualTo(Verdict.UNCLEAR);
  }

  @Test
  void far_answers_differ() throws Exception {
    assertThat(answers.compare("Paris", "London")).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void symbols_are_answers_too() throws Exception {
    assertThat(answers.compare("+", "-")).isNotEqualTo(Verdict.SAME);
    assertThat(answers.compare("!", "?")).isNotEqualTo(Verdict.SAME);
  }

  @Test
  void without_a_vector_there_is_no_verdict() throws Exception {
    embedder.broken.set(true);
    assertThat(answers.compare("Paris", "London")).isEqualTo(Verdict.UNCLEAR);
  }
}
