package dev.aether.llm;

import static dev.aether.llm.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.Prefix.Cut;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is marked.
@Timeout(30)
class PrefixChoiceTest extends PrefixFixture {
  @Test
  void a_prefix_that_nobody_shares_is_marked_when_it_comes_again() throws Exception {
    LlmClient client = over(PrefixFixture::say);
    client.complete(request(SHARED + "a"), sharing(1));
    client.complete(request(SHARED + "b"), sharing(1));

    assertThat(marks(0)).isEmpty();
    assertThat(marks(1)).containsExactly(SHARED.length());
  }

  @Test
  void not_when_it_comes_again_after_its_life() throws Exception {
    LlmClient client = over(PrefixFixture::say);
    client.complete(request(SHARED + "a"), sharing(1));
    nanos.pass(Duration.ofMinutes(5));
    client.complete(request(SHARED + "b"), sharing(1));

    assertThat(marks(1)).isEmpty();
  }

  @Test
  void a_prefix_that_others_share_is_marked_at_once() throws Exception {
    over(PrefixFixture::say).complete(request(SHARED + "a"), sharing(2));

    assertThat(marks(0)).containsExactly(SHARED.length());
  }

  @Test
  void to_keep_it_for_an_hour_pays_from_the_second_reuse_on() throws Exception {
    policy = policy.keeping(Prefix.Life.HOUR);
    LlmClient client = over(PrefixFixture::say);
    client.complete(request(SHARED + "a"), sharing(2));
    client.complete(request("other " + SHARED + "b"), sharing(3));

    assertThat(marks(0)).isEmpty();
    assertThat(marks(1)).isNotEmpty();
    assertThat(sent.get(1).life()).isEqualTo(Prefix.Life.HOUR);
  }

  @Test
  void below_the_minimum_of_the_model_nothing_is_marked_and_little_is_counted() throws Exception {
    policy = PrefixPolicy.auto(4096);
    LlmClient client = over(PrefixFixture::say);
    client.complete(request(SHARED + "a"), sharing(20));
    client.complete(request(SHARED + "b"), sharing(20));
    client.complete(
        request("short"), Call.PLAIN.sharing(Prefix.of(List.of(new Cut("short".length(), 20)))));

    assertThat(sent).allSatisfy(prefix -> assertThat(prefix.marks()).isEmpty());
    assertThat(counted).as("once for each prefix").hasValue(2); // system prompt and prompt
  }

  @Test
  void a_length_that_leaves_no_doubt_is_not_counted() throws Exception {
    policy = PrefixPolicy.auto(512);
    over(PrefixFixture::say).complete(request(SHARED + "a"), sharing(20));

    assertThat(marks(0)).isNotEmpty();
    assertThat(counted).hasValue(0);
  }

  @Test
  void a_provider_that_is_set_off_is_told_nothing() throws Exception {
    policy = PrefixPolicy.OFF;
    over(PrefixFixture::say).complete(request(SHARED + "a"), sharing(20));

    assertThat(marks(0)).isEmpty();
    assertThat(sent.getFirst().key()).isEmpty();
  }

  @Test
  void at_most_four_places_are_marked_the_longest() throws Exception {
    List<Cut> cuts = new ArrayList<>();
    for (int i = 5; i <= 10; i++) {
      cuts.add(new Cut(SHARED.length() * i / 10 - 1, 20));
    }
    Call call = Call.PLAIN.sharing(Prefix.of(cuts));
    policy = PrefixPolicy.auto(512);
    over(PrefixFixture::say).complete(request(SHARED), call);

    assertThat(marks(0)).containsExactly(6999, 7999, 8999, 9999);
  }

  @Test
  void tenants_and_models_have_keys_of_their_own_and_no_reuse_in_common() throws Exception {
    LlmClient client = over(PrefixFixture::say);
    LlmRequest ours = request(SHARED + "a");
    var theirs =
        new LlmRequest(
            "them",
            ours.provider(),
            ours.model(),
            ours.systemPrompt(),
            ours.prompt(),
            ours.temperature(),
            ours.maxOutputTokens(),
            ours.outputSchema(),
            ours.returnType());
    client.complete(ours, sharing(1));
    client.complete(theirs, sharing(1));
    client.complete(ours.to("vendor", "other"), sharing(1));
    client.complete(ours.asking(SHARED + "b"), sharing(1));

    assertThat(marks(1)).isEmpty();
    assertThat(marks(2)).isEmpty();
    assertThat(marks(3)).isNotEmpty();
    assertThat(sent.get(1).key()).isPresent().isNotEqualTo(sent.get(0).key());
    assertThat(sent.get(3).key()).isEqualTo(sent.get(0).key());
    assertThat(memory.forget("them")).isEqualTo(1);
    assertThat(memory.size()).isEqualTo(2);
  }

  @Test
  void a_price_list_without_a_discount_asks_for_nothing() throws Exception {
    var price =
        new ModelFacts.Price(
            LocalDate.EPOCH,
            0,
            BigDecimal.TWO,
            BigDecimal.TEN,
            BigDecimal.TWO,
            BigDecimal.TWO,
            "USD");
    models =
        ModelTable.of(
            List.of(
                new ModelFacts(
                    "vendor",
                    "model",
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    OptionalInt.of(1024),
                    Set.of(),
                    List.of(price))));
    over(PrefixFixture::say).complete(request(SHARED), sharing(20));

    assertThat(marks(0)).isEmpty();
  }
}
