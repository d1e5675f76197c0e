package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.aether.testing.Gen;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class Cl100kCounterTest {
  private static final List<String> SCRAPS =
      List.of(
          " ",
          "  ",
          "\n",
          "\r\n",
          "\t",
          "\u00A0",
          "\u2003",
          "'",
          "'s",
          "'LL",
          "'ve",
          "'\u017Fx",
          "e",
          "Hello",
          " world",
          "ing",
          "Zürich",
          "Straße",
          "東京",
          "мир",
          "नमस्ते",
          "😀",
          "👩‍👩‍👧",
          "𝒜",
          "1",
          "2024",
          "½",
          "Ⅷ",
          "٣",
          ".",
          "...",
          "->",
          "{",
          "}}",
          "\"",
          "/~",
          "\u0000",
          "\u200B",
          "a\u0301",
          "_",
          "  x",
          " \n ",
          "!?\n");

  private final Cl100kCounter counter = new Cl100kCounter();
  private final Encoding reference =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

  @Test
  void it_counts_what_the_library_counts() {
    Gen.forAll(
        3_000,
        gen -> {
          var text = new StringBuilder();
          for (int i = gen.between(0, 12); i > 0; i--) {
            text.append(
                gen.chance(0.8) ? gen.oneOf(SCRAPS) : Character.toString(gen.between(1, 0xD7FF)));
          }
          assertThat(counter.count(text.toString()))
              .as(text.toString())
              .isEqualTo(reference.countTokensOrdinary(text.toString()));
        });
  }

  @Test
  @Timeout(20)
  void one_word_of_a_million_letters_is_counted_as_well() {
    assertThat(counter.count("a".repeat(1_000_000))).isEqualTo(125_000);
  }
}
