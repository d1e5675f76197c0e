package dev.aether.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.llm.Asking;
import dev.aether.llm.Call;
import dev.aether.llm.LlmFailure.Unauthorized;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.llm.Models.Route;
import dev.aether.llm.provider.ModelRouter.Routing;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRouterTest {
  private static final Set<String> ALL = Set.of("openai", "anthropic", "mock", "ollama", "big");
  private static final Map<String, String> PREFIXES =
      Map.of("ollama/", "ollama", "ollama/big-", "big");

  private static ModelRouter router(
      Optional<String> forced, boolean strict, Set<String> available) {
    return new ModelRouter(
        new Routing(forced, "gpt-4o-mini", "openai", PREFIXES, strict), available);
  }

  @ParameterizedTest
  @CsvSource({
    "claude-sonnet-4-5, anthropic, claude-sonnet-4-5",
    "anthropic/claude-3-haiku, anthropic, claude-3-haiku",
    "gpt-4o, openai, gpt-4o",
    "o1, openai, o1",
    "o3-mini, openai, o3-mini",
    "o4-mini, openai, o4-mini",
    "chatgpt-4o-latest, openai, chatgpt-4o-latest",
    "openai/gpt-4.1, openai, gpt-4.1",
    "ollama/llama4:8b, ollama, llama4:8b",
    "ollama/big-llama, big, llama",
    "mock, mock, mock",
    "mock-slow, mock, mock-slow",
    "something-else, openai, something-else"
  })
  void a_model_is_routed_by_its_name(String name, String provider, String model) {
    assertThat(router(Optional.empty(), false, ALL).route(Optional.of(name)))
        .isEqualTo(new Route(provider, model, Optional.empty()));
  }

  @Test
  void a_node_without_a_model_gets_the_default() {
    assertThat(router(Optional.empty(), false, ALL).route(Optional.empty()).model())
        .isEqualTo("gpt-4o-mini");
  }

  @Test
  void a_forced_provider_answers_for_every_model() {
    ModelRouter router = router(Optional.of("mock"), false, ALL);

    assertThat(router.route(Optional.of("claude-sonnet-4-5")))
        .isEqualTo(new Route("mock", "claude-sonnet-4-5", Optional.empty()));
  }

  @Test
  void without_a_key_the_mock_answers_and_that_is_said() {
    Route route = router(Optional.empty(), false, Set.of("mock")).route(Optional.of("gpt-4o"));

    assertThat(route.provider()).isEqualTo("mock");
    assertThat(route.warning()).hasValueSatisfying(said -> assertThat(said).contains("openai"));
  }

  @Test
  void strictly_the_call_fails_without_a_key() throws Exception {
    Route route = router(Optional.empty(), true, Set.of("mock")).route(Optional.of("gpt-4o"));
    assertThat(route).isEqualTo(new Route("openai", "gpt-4o", Optional.empty()));

    var result =
        new Providers(Map.of())
            .complete(Asking.request(route.provider(), route.model(), "x"), Call.PLAIN);
    assertThat(((NoCompletion) result).failure()).isInstanceOf(Unauthorized.class);
  }
}
