package dev.aether.testing;

import dev.aether.context.Value;
import dev.aether.llm.LlmRequest;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Requests that differ from another one in a single component.
public final class Variants {
  private Variants() {}

  /// A request with something in every component.
  public static final LlmRequest FULL =
      new LlmRequest(
          "t",
          "mock",
          "m",
          Optional.of("s"),
          "q",
          OptionalDouble.of(0.1),
          OptionalInt.of(5),
          Optional.of(Flows.object("{'type': 'string'}")),
          Optional.of("string"));

  /// By component, the requests in which only that one is another. A component that is new to this
  /// class fails.
  public static Map<String, List<LlmRequest>> of(LlmRequest request) {
    try {
      RecordComponent[] components = LlmRequest.class.getRecordComponents();
      Class<?>[] types =
          Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = components[i].getAccessor().invoke(request);
      }
      Map<String, List<LlmRequest>> all = new LinkedHashMap<>();
      for (int i = 0; i < values.length; i++) {
        List<LlmRequest> variants = new ArrayList<>();
        for (Object other : others(types[i], values[i])) {
          Object[] changed = Arrays.copyOf(values, values.length);
          changed[i] = other;
          variants.add(LlmRequest.class.getDeclaredConstructor(types).newInstance(changed));
        }
        all.put(components[i].getName(), variants);
      }
      return all;
    } catch (ReflectiveOperationException unexpected) {
      throw new LinkageError(unexpected.getMessage(), unexpected);
    }
  }

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
          default -> throw new AssertionError("teach this class about " + type);
        };
    return all.stream().filter(other -> !other.equals(value)).toList();
  }
}
