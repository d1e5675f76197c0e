package dev.aether.cli;

import dev.aether.caller.CallerKey;
import dev.aether.caller.KeyDigest;
import dev.aether.caller.Right;
import dev.aether.cli.Cli.NotUsable;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// API keys.
@Command(
    name = "keys",
    description = "Make API keys.",
    subcommands = KeysCommand.New.class,
    synopsisSubcommandLabel = "COMMAND")
final class KeysCommand extends CommandGroup {
  KeysCommand(Tools tools) {
    super(tools);
  }

  /// A fresh key.
  @Command(
      name = "new",
      description = {
        "Print a fresh API key, this once, and its entry for the keys file.",
        "The file has the key's digest only: who reads it cannot call the server."
      })
  static final class New implements Callable<Integer> {
    private final Tools tools;

    @Option(names = "--name", required = true, description = "Who will use it, for logs.")
    String name = "";

    @Option(names = "--tenant", required = true, description = "Whose data it will see.")
    String tenant = "";

    @Option(
        names = "--rights",
        split = ",",
        defaultValue = "execute",
        description = "Any of read, execute, admin; each includes those before it.")
    List<String> rights = List.of();

    @Option(
        names = "--requests-per-minute",
        paramLabel = "N",
        description = "How often it may be used; without a limit if absent.")
    @Nullable Integer perMinute;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    boolean help;

    New(Tools tools) {
      this.tools = tools;
    }

    @Override
    public Integer call() throws NotUsable {
      String key = KeyDigest.freshKey(new SecureRandom());
      CallerKey entry = entry(KeyDigest.hex(key));
      tools.print(key);
      tools.print("");
      tools.print(yaml(entry));
      tools.note("The key is not shown again. The lines below it belong under 'keys:'.");
      return Exit.OK.code();
    }

    private CallerKey entry(String digest) throws NotUsable {
      Set<Right> known = EnumSet.noneOf(Right.class);
      for (String word : rights) {
        known.add(
            Right.of(word.strip())
                .orElseThrow(() -> new NotUsable("there is no right '%s'".formatted(word))));
      }
      try {
        OptionalInt limit = perMinute == null ? OptionalInt.empty() : OptionalInt.of(perMinute);
        return new CallerKey(name, tenant, digest, known, limit);
      } catch (IllegalArgumentException _) {
        throw new NotUsable(
            "names and tenants have 1 to 64 letters, digits, dots, hyphens and underscores;"
                + " a limit is at least 1");
      }
    }

    private static String yaml(CallerKey entry) {
      String words =
          EnumSet.copyOf(entry.rights()).stream()
              .map(Right::word)
              .collect(Collectors.joining(", ", "[", "]"));
      var text = new StringBuilder();
      text.append("  - name: \"").append(entry.name());
      text.append("\"\n    tenant: \"").append(entry.tenant());
      text.append("\"\n    sha256: \"").append(entry.sha256());
      text.append("\"\n    rights: ").append(words);
      entry
          .requestsPerMinute()
          .ifPresent(limit -> text.append("\n    requests_per_minute: ").append(limit));
      return text.toString();
    }
  }
}
