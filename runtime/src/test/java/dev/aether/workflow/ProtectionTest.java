package dev.aether.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.testing.Flows;
import dev.aether.workflow.ObjectFields.Findings;
import dev.aether.workflow.Protection.Answers;
import dev.aether.workflow.Protection.Asked;
import dev.aether.workflow.Protection.Isolation;
import dev.aether.workflow.Protection.Mode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is in force, of what the server, a node and a request say.
class ProtectionTest {
  private static Asked asked(String json) {
    var findings = new Findings();
    Asked asked = ProtectionReader.read(ObjectFields.of(Flows.object(json), "", findings));
    assertThat(findings.defects()).isEmpty();
    assertThat(findings.unknownPointers()).isEmpty();
    return asked;
  }

  private static Protection of(String server, String node, String request) {
    return Protection.of(asked(server), asked(node), asked(request));
  }

  @Test
  void by_default_values_block_outputs_are_flagged_and_secrets_are_taken_out_of_answers() {
    assertThat(of("{}", "{}", "{}"))
        .isEqualTo(
            new Protection(
                Mode.BLOCK,
                Mode.FLAG,
                Mode.FLAG,
                Isolation.NONE,
                Answers.SECRETS,
                Optional.empty()));
  }

  @Test
  void what_is_switched_off_is_off_for_outputs_too_unless_somebody_says_otherwise() {
    assertThat(of("{'mode': 'off'}", "{}", "{}").nodeOutputs()).isEqualTo(Mode.OFF);
    assertThat(of("{}", "{'mode': 'off'}", "{}").wholePrompt()).isEqualTo(Mode.OFF);
    assertThat(of("{'node_outputs': 'block'}", "{'mode': 'off'}", "{}").nodeOutputs())
        .isEqualTo(Mode.BLOCK);
    assertThat(of("{}", "{'mode': 'off', 'node_outputs': 'redact'}", "{}").nodeOutputs())
        .isEqualTo(Mode.REDACT);
    assertThat(of("{'mode': 'off'}", "{}", "{'mode': 'block'}").nodeOutputs()).isEqualTo(Mode.FLAG);
  }

  @Test
  void each_member_is_made_stricter_by_itself() {
    Protection both =
        of(
            "{'mode': 'flag', 'isolate': 'datamark', 'answers': 'flag'}",
            "{'node_outputs': 'block', 'canary': 'zebra'}",
            "{'mode': 'redact', 'node_outputs': 'off', 'isolate': 'none', 'answers': 'block',"
                + " 'canary': 'giraffe'}");
    assertThat(both)
        .isEqualTo(
            new Protection(
                Mode.REDACT,
                Mode.BLOCK,
                Mode.FLAG,
                Isolation.DATAMARK,
                Answers.BLOCK,
                Optional.of("zebra")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'mode': 'redact'}",
        "{'mode': 'block', 'node_outputs': 'flag', 'whole_prompt': 'off', 'isolate': 'delimit',"
            + " 'answers': 'secrets', 'canary': 'zebra'}"
      })
  void what_is_kept_of_a_request_asks_for_the_same(String json) {
    Asked asked = asked(json);
    var read =
        ProtectionReader.read(ObjectFields.of(ProtectionReader.write(asked), "", new Findings()));
    assertThat(read).isEqualTo(asked);
  }
}
