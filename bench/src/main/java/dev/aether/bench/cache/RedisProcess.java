package dev.aether.bench.cache;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import redis.embedded.core.ExecutableProvider;

/// A Redis of one's own, to be mistreated.
final class RedisProcess implements AutoCloseable {
  private final String executable;
  private final int port;
  private Process process;

  RedisProcess() throws IOException {
    this.executable = ExecutableProvider.newJarResourceProvider().get().getPath();
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    this.process = launch();
  }

  private Process launch() throws IOException {
    Process started =
        new ProcessBuilder(
                executable, "--bind", "127.0.0.1", "--port", Integer.toString(port), "--save", "")
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    while (!listens()) {
      Thread.onSpinWait();
    }
    return started;
  }

  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  void restart() throws IOException {
    process = launch();
  }

  void signal(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
