package dev.aether.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of RFC 7396 whose target and patch are objects.
class MergePatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"a":"b"}          | {"a":"c"}                    | {"a":"c"}
          {"a":"b"}          | {"b":"c"}                    | {"a":"b","b":"c"}
          {"a":"b"}          | {"a":null}                   | {}
          {"a":"b","b":"c"}  | {"a":null}                   | {"b":"c"}
          {"a":["b"]}        | {"a":"c"}                    | {"a":"c"}
          {"a":"c"}          | {"a":["b"]}                  | {"a":["b"]}
          {"a":{"b":"c"}}    | {"a":{"b":"d","c":null}}     | {"a":{"b":"d"}}
          {"a":[{"b":"c"}]}  | {"a":[1]}                    | {"a":[1]}
          {"e":null}         | {"a":1}                      | {"e":null,"a":1}
          {}                 | {"a":{"bb":{"ccc":null}}}    | {"a":{"bb":{}}}
          {"a":1}            | {}                           | {"a":1}
          """)
  void merges_as_the_standard_says(String target, String patch, String result) {
    assertThat(
            CompactJson.of(
                MergePatch.apply(
                    ContextStoreContract.object(target), ContextStoreContract.object(patch))))
        .isEqualTo(result);
  }
}
