package dev.aether.http;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/// A server with a file of its own.
class KillTest extends KillContract {
  @TempDir Path folder;

  @Override
  Map<String, String> store() {
    return Map.of("AETHER_EXECUTION_STORE", folder.resolve("executions.db").toString());
  }
}
