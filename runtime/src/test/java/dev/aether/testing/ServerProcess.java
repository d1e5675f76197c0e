package dev.aether.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server in a process of its own, as `aether serve` starts it, so that it can be killed.
public final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

  private final Process process;
  private final URI base;

  /// Starts a server and waits until it listens.
  ///
  /// @param before words before its command
  public ServerProcess(Map<String, String> environment, String... before) {
    List<String> command = new ArrayList<>(List.of(before));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "dev.aether.Main",
            "serve",
            "--port",
            "0"));
    var builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      process = builder.start();
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      Matcher listening = LISTENING.matcher(line == null ? "" : line);
      if (!listening.find()) {
        process.destroyForcibly();
        throw new IllegalStateException("the server said: " + line);
      }
      base = URI.create(listening.group(1));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Where it listens.
  public URI base() {
    return base;
  }

  /// Ends it as a power cut would end the process: without a word.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Asks it to end (SIGTERM).
  public void askToEnd() {
    process.destroy();
  }

  /// Waits until it has ended; says with what.
  public int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /// Lets it do nothing any more (SIGSTOP); its connections stay open.
  public void freeze() throws InterruptedException {
    signal("STOP");
  }

  /// Lets it go on (SIGCONT).
  public void thaw() throws InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
