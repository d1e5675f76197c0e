package dev.aether.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Value;
import dev.aether.llm.Call.CacheUse;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.LlmRequest;
import dev.aether.testing.Flows;
import dev.aether.testing.Gen;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
  private static final LlmRequest REQUEST =
      new LlmRequest(
          "t",
          "p",
          "m",
          Optional.of("s"),
          "q",
          OptionalDouble.of(0.5),
          OptionalInt.of(5),
          Optional.of(Flows.object("{'type': 'string'}")),
          Optional.of("string"));

  private static CacheKey key(LlmRequest request) {
    return CacheKey.of(request, CacheUse.DEFAULT);
  }

  private static LlmRequest request(String system, String prompt) {
    return new LlmRequest(
        "",
        "p",
        "m",
        Optional.of(system),
        prompt,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static CacheUse identifiedBy(String... values) {
    return new CacheUse(
        Privacy.SHAREABLE, Mode.DEFAULT, Optional.of(List.of(values)), Optional.empty());
  }

  /// Other values of a component's type.
  private static List<Object> others(Class<?> type, Object value) {
    List<Object> all =
        switch (type.getSimpleName()) {
          case "String" -> List.of("", "other", value + "x");
          case "OptionalDouble" ->
              List.of(OptionalDouble.empty(), OptionalDouble.of(0), OptionalDouble.of(0.25));
          case "OptionalInt" ->
              List.of(OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(1_000));
          case "Optional" ->
              ((Optional<?>) value).orElseThrow() instanceof Value.Obj
                  ? List.of(
                      Optional.empty(),
                      Optional.of(Value.Obj.EMPTY),
                      Optional.of(Flows.object("{'type': 'string', 'a': 1}")))
                  : List.of(Optional.empty(), Optional.of(""), Optional.of("other"));
          default -> throw new AssertionError("teach this test about " + type);
        };
    return all.stream().filter(other -> !other.equals(value)).toList();
  }

  @Test
  void every_component_of_a_request_changes_the_key() throws Exception {
    RecordComponent[] components = LlmRequest.class.getRecordComponents();
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<LlmRequest> constructor = LlmRequest.class.getDeclaredConstructor(types);
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = components[i].getAccessor().invoke(REQUEST);
    }
    Map<CacheKey, LlmRequest> seen = new HashMap<>();
    seen.put(key(REQUEST), REQUEST);
    for (int i = 0; i < values.length; i++) {
      for (Object other : others(types[i], values[i])) {
        Object[] changed = Arrays.copyOf(values, values.length);
        changed[i] = other;
        LlmRequest request = constructor.newInstance(changed);
        assertThat(seen.put(key(request), request)).as("the key of %s", request).isNull();
      }
    }
    assertThat(seen).hasSizeGreaterThan(2 * components.length);
  }

  @Test
  void equal_requests_have_equal_keys() {
    assertThat(key(request("s", "q"))).isEqualTo(key(request("s", "q")));
    assertThat(key(REQUEST).hex()).hasSize(64).matches("[0-9a-f]+");
  }

  @Test
  void text_does_not_flow_from_one_field_into_the_next() {
    assertThat(key(request("ab", "c"))).isNotEqualTo(key(request("a", "bc")));
    assertThat(key(request("", "x"))).isNotEqualTo(key(request("x", "")));
    Gen.forAll(
        2_000,
        gen -> {
          LlmRequest one = request(gen.text(), gen.text());
          LlmRequest two = request(gen.text(), gen.text());
          assertThat(key(one).equals(key(two))).isEqualTo(one.equals(two));
        });
  }

  @Test
  void the_values_that_the_author_named_stand_for_the_prompt() {
    LlmRequest one = request("s", "Say 1");
    LlmRequest two = request("s", "Say 2");
    assertThat(CacheKey.of(one, identifiedBy("v"))).isEqualTo(CacheKey.of(two, identifiedBy("v")));
    Set<CacheKey> keys = new HashSet<>();
    keys.add(CacheKey.of(one, identifiedBy()));
    keys.add(CacheKey.of(one, identifiedBy("")));
    keys.add(CacheKey.of(one, identifiedBy("ab", "c")));
    keys.add(CacheKey.of(one, identifiedBy("a", "bc")));
    keys.add(CacheKey.of(one, identifiedBy("Say 1")));
    keys.add(CacheKey.of(one.to("p", "other"), identifiedBy("Say 1")));
    keys.add(key(one));
    assertThat(keys).hasSize(7);
  }

  @Test
  void how_long_an_answer_is_kept_is_no_part_of_what_it_answers() {
    var brief =
        new CacheUse(
            Privacy.SHAREABLE, Mode.REFRESH, Optional.empty(), Optional.of(Duration.ofSeconds(1)));
    assertThat(CacheKey.of(REQUEST, brief)).isEqualTo(key(REQUEST));
  }
}
