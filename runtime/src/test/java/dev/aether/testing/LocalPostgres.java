package dev.aether.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL on this machine, which keeps its promises (`fsync` and `synchronous_commit`
/// are on), and can be killed and started again.
public final class LocalPostgres implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Path data;
  private final EmbeddedPostgres server;
  private String[] command = {};
  private boolean runs = true;

  /// Starts an empty one.
  ///
  /// @param folder where it keeps its data
  public LocalPostgres(Path folder) throws IOException {
    this.data = folder.resolve("postgres");
    this.server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .setOutputRedirector(Redirect.DISCARD)
            .setErrorRedirector(Redirect.DISCARD)
            .start();
  }

  /// A database that nobody has used.
  public String freshAddress() {
    String name = "t" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(jdbc("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
    return "postgresql://postgres@127.0.0.1:%d/%s".formatted(server.getPort(), name);
  }

  private String jdbc(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres".formatted(server.getPort(), database);
  }

  /// What a statement finds: the first column of the first row.
  public String ask(String address, String sql) {
    try (Connection connection =
            DriverManager.getConnection(jdbc(address.substring(address.lastIndexOf('/') + 1)));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    } catch (SQLException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /// Ends it as a power cut would.
  public void kill() throws IOException {
    ProcessHandle process = process();
    command =
        Files.readString(Path.of("/proc/%d/cmdline".formatted(process.pid()))).split("\0", -1);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
    runs = false;
  }

  private ProcessHandle process() throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  /// Starts it again at the same address, with what it had kept.
  public void restart() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      words.addAll(List.of("unshare", "-U")); // it does not work for root
    }
    words.addAll(Arrays.stream(command).filter(word -> !word.isEmpty()).toList());
    Process started = launch(words);
    while (!answers()) {
      if (!started.isAlive()) {
        started = launch(words); // a process of the old one was still ending
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    runs = true;
  }

  private static Process launch(List<String> words) throws IOException {
    return new ProcessBuilder(words)
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private boolean answers() {
    try (Connection connection = DriverManager.getConnection(jdbc("postgres"))) {
      return connection.isValid(5);
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      if (runs) {
        kill();
      }
      server.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
