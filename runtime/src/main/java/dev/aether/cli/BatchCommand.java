package dev.aether.cli;

import dev.aether.cli.Cli.NotUsable;
import dev.aether.cli.Cli.Parts;
import dev.aether.cli.Tools.SettingsOptions;
import dev.aether.context.CompactJson;
import dev.aether.execution.ExecutionRequest;
import dev.aether.execution.RequestReader.Accepted;
import dev.aether.execution.RequestReader.Refused;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One execution for each line of a file, in this process.
@Command(
    name = "batch",
    description = {
      "Run a flow once for each line of a file, without a server.",
      "With -o, a batch that was interrupted goes on when the same command is given again."
    })
final class BatchCommand implements Callable<Integer> {
  private static final String JOURNAL = ".journal";

  private final Tools tools;

  @Mixin SettingsOptions options = new SettingsOptions();

  @Mixin RequestOptions request = new RequestOptions();

  @Parameters(
      index = "0",
      paramLabel = "FLOW.json",
      description =
          "The flow: the document alone, or a request {\"dag\", \"context\", \"options\"}.")
  Path flow = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "DATA.jsonl",
      description = "A JSON object on each line, which is laid over the context.")
  Path data = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.jsonl",
      description = "Where the results go, one on each line; standard output if absent.")
  @Nullable Path output;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "16",
      description = "Executions at once (16).")
  int concurrency = 16;

  @Option(
      names = "--unordered",
      description = "Give results as they come, not in the order of the data.")
  boolean unordered;

  @Option(names = "--full", description = "Put the whole report of the execution in each result.")
  boolean full;

  @Option(
      names = "--skip-invalid",
      description = "Leave out lines that are no JSON objects, instead of running none.")
  boolean skipInvalid;

  @Option(
      names = "--retry-failed",
      description = "When a batch goes on, run those lines again that have failed.")
  boolean retryFailed;

  @Option(
      names = "--restart",
      description = "Begin anew: forget what is done and overwrite the output.")
  boolean restart;

  BatchCommand(Tools tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws NotUsable, InterruptedException {
    if (concurrency < 1) {
      throw new NotUsable("--concurrency: expected a whole number of at least 1");
    }
    try (Interruption _ = Interruption.ofThisThread();
        Parts parts = tools.open(options)) {
      return switch (FlowFile.read(flow, parts.reader())) {
        case Accepted(var accepted) -> run(this.request.of(accepted, false), parts);
        case Refused(var defects, _) -> {
          tools.note(FlowFile.sentences(flow, defects));
          yield Exit.INVALID_FLOW.code();
        }
      };
    } catch (FlowFile.Unreadable wrong) {
      tools.note("aether: " + wrong.getMessage());
      return Exit.INVALID_FLOW.code();
    }
  }

  private int run(ExecutionRequest asked, Parts parts) throws NotUsable, InterruptedException {
    asked.warnings().forEach(warning -> tools.note("warning: " + warning));
    BatchData lines = BatchData.scan(data);
    lines.complaints().forEach(complaint -> tools.note("aether: " + complaint));
    if (!lines.complaints().isEmpty() && !skipInvalid) {
      tools.note("aether: nothing was run; --skip-invalid runs the other lines");
      return Exit.INVALID_FLOW.code();
    }
    Path journalFile = journalFile();
    try (BatchJournal journal = BatchJournal.open(journalFile, batch(asked))) {
      int code = run(asked, parts, lines, journal);
      if (output == null || code == Exit.OK.code()) {
        Files.deleteIfExists(journalFile);
      }
      return code;
    } catch (IOException broken) {
      throw new NotUsable("cannot write results: " + broken.getMessage());
    }
  }

  private Path journalFile() throws NotUsable {
    try {
      if (output == null) {
        Path temporary = Files.createTempFile("aether-batch", JOURNAL);
        temporary.toFile().deleteOnExit();
        return temporary;
      }
      Path folder = output.toAbsolutePath().getParent();
      if (folder == null || Files.isDirectory(output)) {
        throw new NotUsable(output + " is a directory");
      }
      if (!Files.isDirectory(folder)) {
        throw new NotUsable("there is no directory " + folder);
      }
      if (Files.exists(output) && Files.isSameFile(output, data)) {
        throw new NotUsable("the output would overwrite the data");
      }
      Path journal = output.resolveSibling(output.getFileName() + JOURNAL);
      if (restart) {
        Files.deleteIfExists(journal);
      } else if (Files.exists(output) && !Files.exists(journal)) {
        throw new NotUsable(
            "%s is there, and no batch that could go on; --restart overwrites it"
                .formatted(output));
      }
      return journal;
    } catch (IOException broken) {
      throw new NotUsable("cannot keep a journal: " + broken.getMessage());
    }
  }

  /// Stands for everything that decides what a line comes to, but the line.
  private String batch(ExecutionRequest asked) {
    return BatchData.hash(
        String.join(
            "\n",
            CompactJson.of(asked.dag()),
            CompactJson.of(asked.context()),
            asked.contextId().orElse(""),
            asked.options().toString(),
            Boolean.toString(full)));
  }

  private int run(ExecutionRequest asked, Parts parts, BatchData lines, BatchJournal journal)
      throws NotUsable, InterruptedException, IOException {
    journal.retain(lines.usable());
    lines.each(line -> {
      if (!journal.has(line) || (retryFailed && !journal.succeeded(line))) {
        journal.forget(line.number()); // it has changed, or is wanted again
      }
    });
    int before = journal.size();
    var progress =
        new BatchProgress(tools.host(), System::nanoTime, lines.size(), before, journal.failed());
    if (before > 0) {
      progress.note("%d of %d lines are done already".formatted(before, lines.size()));
    }
    try (OutputStream out = open()) {
      var results = new BatchResults(journal, lines.usable(), out, !unordered);
      results.begin();
      var batch =
          new Batch(parts.executions(), asked, journal, results, progress, full, concurrency);
      try (var _ = new Ticks(progress::tell)) {
        batch.run(lines);
      } catch (InterruptedException interrupted) {
        progress.end();
        progress.note(
            output == null
                ? "interrupted"
                : "interrupted; the same command goes on from here (%s%s)"
                    .formatted(output.getFileName(), JOURNAL));
        return Exit.INTERRUPTED.code();
      }
      progress.end();
      int missing = lines.size() - journal.size();
      if (missing > 0) {
        progress.note(missing + " lines have come to no result");
        return Exit.FAILED.code();
      }
      int failed = journal.failed();
      if (failed > 0 && output != null) {
        progress.note("the same command with --retry-failed runs again what has failed");
      }
      return failed > 0 ? Exit.FAILED.code() : Exit.OK.code();
    }
  }

  private OutputStream open() throws IOException {
    if (output != null) {
      return new BufferedOutputStream(Files.newOutputStream(output));
    }
    return new OutputStream() {
      @Override
      public void write(int one) {
        throw new IllegalStateException("only whole lines are written");
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        tools.host().out().print(new String(bytes, offset, length, StandardCharsets.UTF_8));
      }

      @Override
      public void flush() {
        tools.host().out().flush();
      }
    };
  }
}
