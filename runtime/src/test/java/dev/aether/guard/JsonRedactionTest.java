package dev.aether.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRedactionTest {
  private static final AnswerGuard GUARD = new AnswerGuard(AnswerPolicy.standard());

  private static Finding finding(int from, int to) {
    return new Finding(
        "r", Family.SECRET, 1, new Origin.Answer(), from, to - from, View.PLAIN, "****");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"card": 4111111111111111}         | {"card": "[X]"}
          {"card": "4111111111111111 (mine)"}| {"card": "[X] (mine)"}
          [ 1, 4111111111111111 ,true]       | [ 1, "[X]" ,true]
          {"a@b.org": ["x", "see a@b.org"]}  | {"[X]": ["x", "see [X]"]}
          {"n": "tab\\t a@b.org\\"", "m": 2} | {"n": "tab\\t [X]\\"", "m": 2}
          """)
  void json_stays_json(String text, String left) {
    assertThat(JsonRedaction.redact(text, GUARD.scan(text, Secrecy.NONE), "[X]")).isEqualTo(left);
    assertThat(JsonText.JSON.parse(left)).isPresent();
  }

  @Test
  void whatever_is_found_and_wherever_nothing_of_it_is_left_in_a_value() {
    String text =
        "{\"a\": [\"one\\u00e9 two\", -1.5e3, null], \"b\\\\\": {\"c\": \"\\n\", \"d\": false}}";
    var random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      List<Finding> findings = new ArrayList<>();
      for (int more = random.nextInt(3); more >= 0; more--) {
        int from = random.nextInt(text.length());
        findings.add(finding(from, from + 1 + random.nextInt(text.length() - from)));
      }
      String left = JsonRedaction.redact(text, findings, "[X]");
      assertThat(JsonText.JSON.parse(left)).as(left).isPresent();
      for (Finding finding : findings) {
        String covered = text.substring(finding.offset(), finding.end());
        if (covered.contains("two")) {
          assertThat(left).doesNotContain("two");
        }
        if (covered.contains("1.5")) {
          assertThat(left).doesNotContain("1.5");
        }
      }
    }
  }

  @Test
  void what_nothing_was_found_in_stays_to_the_letter() {
    String text = " {\"a\" : [1.0, \"\\u00e9\"],\n\t\"b\":{} }";
    assertThat(JsonRedaction.redact(text, List.of(), "[X]")).isEqualTo(text);
  }
}
