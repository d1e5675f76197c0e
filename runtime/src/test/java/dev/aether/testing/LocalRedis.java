package dev.aether.testing;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/// A real Redis on a free port of this machine, which can be killed, stopped and started again.
public final class LocalRedis implements AutoCloseable {
  private static final File EXECUTABLE = executable();

  private final int port = freePort();
  private Process process;

  /// Starts it, and returns once it answers.
  public LocalRedis() throws InterruptedException {
    this.process = launch();
  }

  private static File executable() {
    try {
      return ExecutableProvider.newJarResourceProvider().get();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  private Process launch() throws InterruptedException {
    try {
      Process started =
          new ProcessBuilder(
                  EXECUTABLE.getPath(),
                  "--bind",
                  "127.0.0.1",
                  "--port",
                  Integer.toString(port),
                  "--save",
                  "",
                  "--appendonly",
                  "no")
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      while (!answers()) {
        if (!started.isAlive()) {
          throw new AssertionError("Redis ended with " + started.waitFor());
        }
        Thread.onSpinWait();
      }
      return started;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private boolean answers() {
    try {
      return say("PING").equals("PONG");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /// Sends one command over a connection of its own.
  ///
  /// @return the reply; the items of a list with a line feed between them
  public String say(String... command) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(10_000);
      var out = new StringBuilder("*" + command.length + "\r\n");
      for (String word : command) {
        out.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
      }
      socket.getOutputStream().write(out.toString().getBytes(StandardCharsets.ISO_8859_1));
      return reply(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String reply(InputStream in) throws IOException {
    int kind = in.read();
    String line = line(in);
    return switch (kind) {
      case '+', ':' -> line;
      case '$' -> {
        int length = Integer.parseInt(line);
        String text = new String(in.readNBytes(Math.max(0, length)), StandardCharsets.ISO_8859_1);
        if (length >= 0) {
          line(in);
        }
        yield text;
      }
      case '*' -> {
        List<String> items = new ArrayList<>();
        for (int left = Integer.parseInt(line); left > 0; left--) {
          items.add(reply(in));
        }
        yield String.join("\n", items);
      }
      default -> throw new IOException("Redis says " + line);
    };
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new IOException("Redis ended");
      }
      line.append((char) c);
    }
    in.skipNBytes(1);
    return line.toString();
  }

  /// The names that match a pattern.
  public List<String> keys(String pattern) {
    return say("KEYS", pattern).lines().filter(name -> !name.isEmpty()).toList();
  }

  /// How long the one key lives that matches a pattern; -1 for ever.
  public long lifeMillis(String pattern) {
    return Long.parseLong(say("PTTL", keys(pattern).getFirst()));
  }

  /// How often a command was carried out, also in scripts.
  public long calls(String command) {
    return say("INFO", "commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
        .map(line -> line.split("[=,]", -1)[1])
        .mapToLong(Long::parseLong)
        .sum();
  }

  /// What stands in the settings.
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /// Ends the process at once (SIGKILL).
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Leaves its connections open, and lets it do nothing any more (SIGSTOP).
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

  /// Starts an empty one at the same address.
  public void restart() throws InterruptedException {
    process = launch();
  }

  @Override
  public void close() {
    kill();
  }
}
