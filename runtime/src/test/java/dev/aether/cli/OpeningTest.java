package dev.aether.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.config.Settings;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpeningTest {
  private static final String FLOW = "../examples/test_dag_context.json";

  private static List<String> seen(String... args) {
    List<String> seen = new ArrayList<>();
    var opener =
        new Cli.Opener() {
          @Override
          public void prepare(boolean serving) {
            seen.add(serving ? "prepare a server" : "prepare");
          }

          @Override
          public Cli.Parts open(Settings settings) throws NotUsable {
            seen.add("open");
            throw new NotUsable("that was all");
          }
        };
    var nobody = new PrintWriter(Writer.nullWriter());
    int _ = new Cli(new Host(nobody, nobody, Map.of(), false, false, ""), opener).run(args);
    return seen;
  }

  @Test
  void what_takes_long_is_prepared_for_commands_that_run_flows_and_for_no_others() {
    assertThat(seen("run", FLOW)).containsExactly("prepare", "open");
    assertThat(seen("serve", "--port", "0")).containsExactly("prepare a server", "open");
    assertThat(seen("rehearse")).containsExactly("prepare a server", "open");
    assertThat(seen("validate", FLOW)).containsExactly("open");
    assertThat(seen("graph", FLOW)).containsExactly("open");
    assertThat(seen("config")).isEmpty();
  }
}
