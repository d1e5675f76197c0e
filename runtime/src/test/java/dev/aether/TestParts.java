package dev.aether;

import dev.aether.config.Setting;
import dev.aether.config.Settings;
import dev.aether.http.HttpServer;

/// Opens the wiring to tests of other packages.
public final class TestParts implements AutoCloseable {
  private final Wiring wiring;

  private TestParts(Wiring wiring) {
    this.wiring = wiring;
  }

  /// The whole runtime as it is wired for production.
  public static TestParts with(Settings settings) {
    try {
      return new TestParts(new Wiring(settings.with(Setting.PORT, "0")));
    } catch (Wiring.UnusableSettings wrong) {
      throw new AssertionError(wrong);
    }
  }

  /// Starts the server.
  public HttpServer serve() {
    return wiring.serve();
  }

  @Override
  public void close() {
    wiring.close();
  }
}
