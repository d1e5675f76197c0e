package dev.aether.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerStreamTest {
  private static final String MARK = "[x]";

  /// Apart in the source, so that no scanner of repositories stumbles.
  static Stream<String> secrets() {
    return Stream.of(
        "sk-" + "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8",
        "sk-ant-" + "api03-Ab1Cd2Ef3Gh4Ij5Kl6",
        "AKIA" + "IOSFODNN7EXAMPL3",
        "xoxb-" + "123456789012-abcdefABCDEF",
        "eyJ" + "hbGciOiJSUzI1NiJ9." + "eyJ" + "1c2Vy".repeat(240) + ".c2lnbmVk_n4-t",
        "aws_secret_access_key" + ": " + "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY99",
        "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE " + "KEY-----");
  }

  private static List<String> passed(List<String> bits) {
    List<String> seen = new ArrayList<>();
    var stream = new AnswerStream(seen::add, MARK);
    bits.forEach(stream);
    stream.end();
    return seen;
  }

  private static List<String> cut(String text, Random random) {
    List<String> bits = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + 1 + random.nextInt(12));
      bits.add(text.substring(from, to));
      from = to;
    }
    return bits;
  }

  private static String whole(String text) {
    return Redaction.redact(
        text,
        new AnswerGuard(AnswerPolicy.standard())
            .scan(text, Secrecy.NONE).stream()
                .filter(finding -> finding.family() == Family.SECRET)
                .toList(),
        MARK);
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void a_secret_is_never_shown_in_pieces_however_the_answer_is_cut(String secret) {
    String text =
        "Use this: "
            + secret
            + "\nand the mask-pattern ("
            + secret
            + ") again, ask-me: \"\\n"
            + secret
            + "\"";
    var random = new Random(7);
    for (int i = 0; i < 300; i++) {
      List<String> bits = cut(text, random);
      assertThat(String.join("", passed(bits))).as(bits.toString()).isEqualTo(whole(text));
    }
    assertThat(passed(text.chars().mapToObj(c -> String.valueOf((char) c)).toList()))
        .noneMatch(bit -> bit.contains("AKIA") || bit.contains("MIIE"));
    assertThat(whole(text)).contains(MARK).doesNotContain(secret);
  }

  @Test
  void a_password_in_an_address_is_not_shown_and_the_address_is() {
    String text = "Open https://ann:" + "hunter2@db.example.org/x and https://example.org/y.";
    var random = new Random(3);
    for (int i = 0; i < 300; i++) {
      assertThat(String.join("", passed(cut(text, random)))).isEqualTo(whole(text));
    }
    assertThat(whole(text)).doesNotContain("hunter2").contains("example.org/y");
  }

  @Test
  void ordinary_text_is_passed_on_at_once() {
    List<String> bits = List.of("The ", "quick ", "brown fox", " is", " 3 ", "times ", "faster.");
    assertThat(passed(bits)).containsExactlyElementsOf(bits);
  }

  @Test
  void what_looked_like_a_secret_and_is_none_comes_later_and_whole() {
    List<String> seen = new ArrayList<>();
    var stream = new AnswerStream(seen::add, MARK);
    stream.accept("Go to sk");
    assertThat(seen).containsExactly("Go to ");
    stream.accept("i slopes");
    assertThat(String.join("", seen)).isEqualTo("Go to ski slopes");
    stream.accept(" sk-");
    stream.end();
    assertThat(String.join("", seen)).isEqualTo("Go to ski slopes sk-");
  }

  @Test
  void a_token_of_some_kilobytes_is_not_shown_either() {
    String token = "eyJ" + "hbGciOiJSUzI1NiJ9." + "eyJ" + "1c2Vy".repeat(2_400) + ".c2lnbmVk";
    String text = "Send " + token + " along.";
    assertThat(String.join("", passed(cut(text, new Random(5))))).isEqualTo("Send [x] along.");
  }

  @Test
  void a_private_key_without_an_end_is_never_shown() {
    String text = "Here: -----BEGIN PRIVATE " + "KEY-----\n" + "MIIEowIBAAKCAQEA7\n".repeat(2_000);
    assertThat(String.join("", passed(cut(text, new Random(1))))).isEqualTo("Here: " + MARK);
  }
}
