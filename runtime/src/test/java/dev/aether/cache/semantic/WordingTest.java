package dev.aether.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cache.semantic.Wording.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5 km            | 5            | km
          5km             | 5            | km
          five kilometres | 5            | km
          $20             | 20           | usd
          500£            | 500          | gbp
          1,234.50 euros  | 1234.5       | eur
          2k              | 2000         | ''
          2 thousand      | 2000         | ''
          twenty-one days | 21           | day
          two hundred     | 200          | ''
          3rd             | 3th          | ''
          the third       | 3th          | ''
          one week        | 1            | week
          at 12:30        | 12:30        | ''
          version 1.2.3   | 1.2.3        | ''
          -5°             | -5           | degree
          """)
  void numbers_are_read_with_their_units(String text, String value, String unit) {
    assertThat(Wording.of(text).quantities()).containsExactly(new Quantity(value, unit));
  }

  @Test
  void one_is_a_pronoun_unless_it_counts() {
    assertThat(Wording.of("which one is that").quantities()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "I cannot go, true",
    "it isn’t mine, true",
    "I dont know anybody there, false",
    "never say never, false",
    "it did not fail, false",
    "all is well, false"
  })
  void an_odd_number_of_negations_turns_a_text(String text, boolean negated) {
    assertThat(Wording.of(text).negated()).isEqualTo(negated);
  }

  @ParameterizedTest
  @CsvSource({
    "How many are there?, how many",
    "tell me when it starts, when",
    "I paid when I left. Why?, why",
    "whose is it?, who",
    "Is it?, whether",
    "go away, ''"
  })
  void a_question_is_known_by_its_word(String text, String question) {
    assertThat(Wording.of(text).question()).isEqualTo(question);
  }

  @Test
  void names_are_words_with_a_capital_inside_a_sentence() {
    var wording = Wording.of("Did Marie Curie work at CERN? Nobody knows.");
    assertThat(wording.namesNotIn(Wording.of("who was curie")))
        .containsExactlyInAnyOrder("mari", "cern");
  }

  @Test
  void capitals_say_nothing_where_most_words_have_one() {
    assertThat(Wording.of("How To Cook Rice Well").namesNotIn(Wording.of("x"))).isEmpty();
  }

  @Test
  void forms_of_a_word_share_its_stem() {
    assertThat(Wording.of("cities stopped making boxes").words())
        .extracting(Wording.Word::canonical)
        .containsExactly("city", "stop", "mak", "box");
  }

  @Test
  void the_longest_name_of_a_thing_counts() {
    assertThat(Wording.of("a flight to new york city").things().get("city"))
        .containsExactly("new york");
  }

  @Test
  void volatile_text_is_noticed() {
    assertThat(new SemanticText("What is the latest news?").isVolatile()).isTrue();
    assertThat(new SemanticText("What is the news of 1990 about knowledge?").isVolatile())
        .isFalse();
  }
}
