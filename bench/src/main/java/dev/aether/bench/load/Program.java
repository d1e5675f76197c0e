package dev.aether.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server in a process of its own, which says on its first lines where it listens.
final class Program implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

  private final Process process;
  private final URI base;

  private Program(Process process, URI base) {
    this.process = process;
    this.base = base;
  }

  /// Starts a command and waits until it listens.
  static Program start(Map<String, String> environment, List<String> command) {
    var builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          return new Program(process, URI.create(listening.group(1)));
        }
      }
      throw new IllegalStateException(command + " ended before it listened");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The server as users start it, from the folder that holds `aether`.
  static Program aether(Map<String, String> environment) {
    return start(environment, List.of("./aether", "serve", "--port", "0"));
  }

  /// One of this project's classes with a `main`.
  static Program java(Class<?> main, String... arguments) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseG1GC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return start(Map.of(), command);
  }

  URI base() {
    return base;
  }

  /// Processor time so far, of all cores.
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /// Memory that it holds now, in MiB, as Linux tells.
  long residentMib() {
    try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String line = lines.filter(one -> one.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
