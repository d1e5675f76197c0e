package dev.aether.llm;

import static dev.aether.llm.Asking.answer;
import static dev.aether.llm.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aether.json.JsonText;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.LlmResult.Usage;
import dev.aether.llm.ModelFacts.Parameter;
import dev.aether.llm.ModelTableReader.InvalidTable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ModelTableTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 1);

  private final List<LlmRequest> asked = new ArrayList<>();

  static ModelTable builtIn() throws IOException, InvalidTable {
    try (InputStream in = ModelTable.class.getResourceAsStream(ModelTableReader.BUILT_IN)) {
      return read(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static ModelTable read(String json) throws InvalidTable {
    return ModelTableReader.read(JsonText.JSON.parse(json).orElseThrow());
  }

  private static BigDecimal amount(String provider, String model, Usage usage, LocalDate day)
      throws Exception {
    return builtIn().find(provider, model).orElseThrow().cost(usage, day).orElseThrow().amount();
  }

  @Test
  void a_million_tokens_cost_their_price() throws Exception {
    assertThat(amount("openai", "gpt-4o-mini", Usage.of(1_000_000, 0), TODAY))
        .isEqualByComparingTo("0.15");
    assertThat(amount("anthropic", "claude-sonnet-4-5", Usage.of(1000, 1000), TODAY))
        .isEqualByComparingTo("0.018");
  }

  @Test
  void cached_tokens_have_prices_of_their_own() throws Exception {
    var usage = new Usage(10_000, 6_000, 3_000, 100, 0, false);
    Cost cost =
        builtIn()
            .find("anthropic", "claude-haiku-4-5")
            .orElseThrow()
            .cost(usage, TODAY)
            .orElseThrow();

    // 1,000 at 1, 6,000 at 0.10, 3,000 at 1.25, and 100 at 5 dollars a million
    assertThat(cost.amount()).isEqualByComparingTo("0.00585");
    assertThat(cost.saved()).isEqualByComparingTo("0.0054");
    assertThat(cost.fromCache()).isEqualTo(new Cost(BigDecimal.ZERO, cost.amount(), "USD"));
  }

  @Test
  void the_price_of_the_day_counts() throws Exception {
    Usage usage = Usage.of(1_000_000, 0);

    assertThat(amount("openai", "o3", usage, LocalDate.of(2025, 6, 9))).isEqualByComparingTo("10");
    assertThat(amount("openai", "o3", usage, LocalDate.of(2025, 6, 10))).isEqualByComparingTo("2");
    assertThat(builtIn().find("openai", "o3").orElseThrow().cost(usage, LocalDate.of(2020, 1, 1)))
        .isEmpty();
  }

  @Test
  void long_prompts_can_cost_more() throws Exception {
    assertThat(amount("anthropic", "claude-sonnet-4", Usage.of(200_000, 0), TODAY))
        .isEqualByComparingTo("0.6");
    assertThat(amount("anthropic", "claude-sonnet-4", Usage.of(300_000, 0), TODAY))
        .isEqualByComparingTo("1.8");
  }

  @Test
  void a_snapshot_is_found_under_its_models_name() throws Exception {
    for (String name :
        List.of(
            "claude-sonnet-4-5-20250929", "claude-3-5-haiku-latest", "claude-opus-4-20250514")) {
      assertThat(builtIn().find("anthropic", name)).as(name).isPresent();
    }
    assertThat(builtIn().find("openai", "gpt-4o-2024-08-06").orElseThrow().model())
        .isEqualTo("gpt-4o");
  }

  @Test
  void a_model_that_is_not_in_the_table_works_without_a_price() throws Exception {
    var priced = new Priced((request, _) -> answer(request, "yes"), builtIn(), () -> Instant.EPOCH);

    var answer = (Completion) priced.complete(request("ollama", "llama4", "x"), Call.PLAIN);

    assertThat(answer.cost()).isEmpty();
  }

  @Test
  void answers_carry_their_price() throws Exception {
    var priced =
        new Priced(
            (request, _) -> answer(request, "yes"),
            builtIn(),
            () -> Instant.parse("2026-01-01T00:00:00Z"));

    var answer = (Completion) priced.complete(request("openai", "gpt-4.1", "x"), Call.PLAIN);

    assertThat(answer.cost().orElseThrow().amount()).isEqualByComparingTo("0.00006");
  }

  @Test
  void users_can_replace_and_add_models() throws Exception {
    ModelTable mine =
        builtIn()
            .overlaidWith(
                read(
                    """
                    {"models": [
                      {"provider": "openai", "model": "gpt-4o", "prices": [
                        {"from": "2024-01-01", "input": 1, "output": 2}]},
                      {"provider": "ollama", "model": "llama4", "refuses": ["output_schema"]}
                    ]}\
                    """));

    assertThat(mine.find("openai", "gpt-4o").orElseThrow().cost(Usage.of(1_000_000, 0), TODAY))
        .contains(new Cost(BigDecimal.ONE, BigDecimal.ZERO, "USD"));
    assertThat(mine.find("ollama", "llama4").orElseThrow().refuses())
        .containsExactly(Parameter.OUTPUT_SCHEMA);
  }

  @Test
  void mistakes_in_a_file_are_named_with_their_place() {
    assertThatThrownBy(
            () -> read("{\"models\": [{\"provider\": \"a\", \"model\": \"b\", \"prize\": 1}]}"))
        .hasMessageContaining("models[0]")
        .hasMessageContaining("prize")
        .hasMessageContaining("prices");
    assertThatThrownBy(() ->
            read(
                """
                {"models": [{"provider": "a", "model": "b",
                  "prices": [{"from": "today", "input": 1, "output": 1}]}]}\
                """))
        .hasMessageContaining("models[0].prices[0].from");
    assertThatThrownBy(() -> read("{\"models\": [{\"provider\": \"a\"}]}"))
        .hasMessageContaining("'model' is missing");
  }

  private static LlmRequest warm(String model) {
    LlmRequest plain = request("openai", model, "x");
    return new LlmRequest(
        plain.tenant(),
        plain.provider(),
        plain.model(),
        Optional.of("be brief"),
        plain.prompt(),
        OptionalDouble.of(0.7),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private LlmResult fitting(LlmRequest request, Fitting.Unsupported how) throws Exception {
    LlmClient model =
        (fitted, _) -> {
          asked.add(fitted);
          return answer(fitted, "yes");
        };
    return new Fitting(model, builtIn(), how).complete(request, Call.PLAIN);
  }

  @Test
  void what_a_model_refuses_is_left_out_with_a_warning() throws Exception {
    var answer = (Completion) fitting(warm("o3-mini"), Fitting.Unsupported.DROP);

    assertThat(asked.getFirst().temperature()).isEmpty();
    assertThat(asked.getFirst().systemPrompt()).contains("be brief");
    assertThat(answer.warnings()).singleElement().asString().contains("temperature");
  }

  @Test
  void a_system_prompt_that_is_refused_goes_first() throws Exception {
    fitting(warm("o1-mini"), Fitting.Unsupported.DROP);

    assertThat(asked.getFirst().systemPrompt()).isEmpty();
    assertThat(asked.getFirst().prompt()).isEqualTo("be brief\n\nx");
  }

  @Test
  void or_the_call_fails_before_anybody_is_asked() throws Exception {
    var failed = (NoCompletion) fitting(warm("o3-mini"), Fitting.Unsupported.FAIL);

    assertThat(failed.failure().sentence()).contains("temperature");
    assertThat(asked).isEmpty();
  }

  @Test
  void nothing_is_said_about_what_was_not_asked() throws Exception {
    var answer = (Completion) fitting(request("openai", "o3-mini", "x"), Fitting.Unsupported.FAIL);

    assertThat(answer.warnings()).isEmpty();
  }
}
