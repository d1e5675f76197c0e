package dev.aether.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.context.Members;
import dev.aether.context.Value;
import org.junit.jupiter.api.Test;

class FlowReaderTest {
  @Test
  void documents_are_equal_only_if_their_members_stand_in_the_same_order() {
    Value.Obj one = new Members().put("a", 1).put("b", 2).end();
    Value.Obj other = new Members().put("b", 2).put("a", 1).end();
    assertThat(one).isEqualTo(other);
    assertThat(FlowReader.Source.of(one, "/dag")).isNotEqualTo(FlowReader.Source.of(other, "/dag"));
    assertThat(FlowReader.Source.of(one, "/dag"))
        .isEqualTo(FlowReader.Source.of(one, "/dag"))
        .isNotEqualTo(FlowReader.Source.of(one, ""));
  }
}
