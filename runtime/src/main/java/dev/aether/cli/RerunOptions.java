package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.context.Members;
import dev.aether.context.Value;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a rerun has anew.
final class RerunOptions {
  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = "Another context, a JSON object, in the place of the whole one.")
  @Nullable Path contextFile;

  @Option(
      names = "--flow",
      paramLabel = "FLOW.json",
      description = "Another flow: the document alone, or a request around it.")
  @Nullable Path flowFile;

  void addTo(Members body) throws NotUsable {
    if (contextFile != null) {
      body.put("context", json(contextFile));
    }
    if (flowFile != null) {
      Value flow = json(flowFile);
      body.put(
          "dag",
          flow instanceof Value.Obj(var members) && members.get("dag") instanceof Value.Obj dag
              ? dag
              : flow);
    }
  }

  private static Value json(Path file) throws NotUsable {
    try {
      return FlowFile.json(file);
    } catch (FlowFile.Unreadable wrong) {
      throw new NotUsable(String.valueOf(wrong.getMessage()), Exit.INVALID_FLOW);
    }
  }
}
