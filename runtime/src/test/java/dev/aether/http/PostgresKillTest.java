package dev.aether.http;

import dev.aether.testing.LocalPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Servers with a shared database: what one leaves, the next one takes over.
class PostgresKillTest extends KillContract {
  @TempDir Path folder;
  private LocalPostgres postgres;
  private String address;

  @BeforeEach
  void start() throws IOException {
    postgres = new LocalPostgres(folder);
    address = postgres.freshAddress();
  }

  @AfterEach
  void end() {
    postgres.close();
  }

  @Override
  Map<String, String> store() {
    return Map.of("AETHER_EXECUTION_STORE", address, "AETHER_EXECUTION_HEARTBEAT_MS", "1000");
  }
}
