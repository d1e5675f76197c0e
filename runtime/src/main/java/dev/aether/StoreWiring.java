package dev.aether;

import dev.aether.config.ExecutionSettings;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.postgres.PostgresStore;
import dev.aether.execution.sqlite.SqliteStore;
import dev.aether.json.JsonText;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// Opens the store of executions that the settings name.
final class StoreWiring {
  private StoreWiring() {}

  /// The store; empty if executions are kept in memory only.
  static Optional<ExecutionStore> store(ExecutionSettings settings) throws UnusableSettings {
    if (settings.store().isEmpty()) {
      return Optional.empty();
    }
    String where = settings.store().get();
    try {
      if (where.startsWith("postgresql://")) {
        return Optional.of(
            PostgresStore.open(
                where,
                settings.heartbeat(),
                JsonText.JSON,
                new PostgresStore.Sources(InstantSource.system(), System::nanoTime, Wiring.ids()),
                settings.keep()));
      }
      if (where.contains("://")) {
        throw new UnusableSettings(
            "execution.store: expected a path, or postgresql://user:password@host:port/database");
      }
      return Optional.of(
          SqliteStore.open(Path.of(where), JsonText.JSON, InstantSource.system(), settings.keep()));
    } catch (SqliteStore.Unusable | PostgresStore.Unusable wrong) {
      throw new UnusableSettings("execution.store: " + wrong.getMessage());
    }
  }
}
