package dev.aether.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What letters set apart and words run together are read as.
class RespacingTest {
  private static String respaced(String text) {
    Text view = Respacing.of(Text.plain(text));
    return new String(view.chars(), 0, view.length());
  }

  private static String apart(String text, String separator) {
    return text.chars().mapToObj(Character::toString).collect(Collectors.joining(separator));
  }

  @Test
  void letters_set_apart_become_the_text_with_its_marks() {
    String text = "Don't worry, Anna. \"Wait here\" (today)!";

    assertThat(respaced(apart(text, " "))).isEqualTo(text);
    assertThat(respaced(apart(text, "_"))).isEqualTo(text);
  }

  @Test
  void wider_gaps_between_letters_stand_between_words() {
    assertThat(respaced("w a i t  f o r  z o r b l i n g s  h e r e"))
        .isEqualTo("wait for zorblings here");
    assertThat(respaced("w.a.i.t f.o.r m.e")).isEqualTo("wait for me");
  }

  @Test
  void letters_without_gaps_between_words_are_split() {
    assertThat(respaced("p l e a s e w a i t f o r m e")).isEqualTo("please wait for me");
  }

  @Test
  void what_follows_letters_set_apart_stays_by_itself() {
    assertThat(respaced("say w a i t and go")).isEqualTo("say wait and go");
  }

  @Test
  void a_text_without_spaces_gets_them_back() {
    assertThat(respaced("Pleasewaitforme,thengohome.Itis\"verylate\"now."))
        .isEqualTo("Please wait for me, then go home. It is \"very late\" now.");
    assertThat(respaced("Shesaid'waithere'.Idon'tknowwhy"))
        .isEqualTo("She said 'wait here'. I don't know why");
  }

  @Test
  void words_that_the_vocabulary_lacks_keep_their_endings() {
    assertThat(respaced("theymurmuredthezorblingquietlyandslowly")).contains("quietly");
  }

  @Test
  void a_long_word_in_a_text_with_spaces_is_split_if_it_is_several() {
    assertThat(respaced("so now pleasewaitforme over there and then go"))
        .isEqualTo("so now please wait for me over there and then go");
    assertThat(respaced("see the recommendations of all that we do"))
        .isEqualTo("see the recommendations of all that we do");
  }

  @Test
  void encoded_data_is_left_alone() {
    String hash = "the commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is the last one of today";
    String token = "the value dGhpcyBpcyBub3QgcHJvc2U3 is the one that we have here";

    assertThat(respaced(hash)).isEqualTo(hash);
    assertThat(respaced(token)).isEqualTo(token);
  }
}
