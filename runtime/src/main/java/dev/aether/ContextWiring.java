package dev.aether;

import dev.aether.config.ContextSettings;
import dev.aether.context.ContextStore;
import dev.aether.context.FileContextStore;
import dev.aether.context.InMemoryContextStore;
import dev.aether.context.postgres.PostgresContextStore;
import dev.aether.context.redis.RedisContextStore;
import dev.aether.json.JsonText;
import dev.aether.postgres.PostgresPool;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;

/// Chooses where contexts are stored.
final class ContextWiring {
  private static final String SETTING = "context.store";
  private static final String FILE = "file:";
  private static final String POSTGRES = "postgresql://";

  private ContextWiring() {}

  static ContextStore store(ContextSettings settings, RedisLinks links) throws UnusableSettings {
    String where = settings.store();
    int limit = settings.maxEntries();
    if (where.equals("memory")) {
      return new InMemoryContextStore(limit, InstantSource.system());
    }
    if (where.startsWith(POSTGRES)) {
      try {
        return PostgresContextStore.open(where, limit, JsonText.JSON, InstantSource.system());
      } catch (PostgresPool.Unusable wrong) {
        throw new UnusableSettings(SETTING + ": " + wrong.getMessage());
      }
    }
    if (!where.startsWith(FILE)) {
      return new RedisContextStore(
          links.at(SETTING, where), limit, JsonText.JSON, InstantSource.system());
    }
    try {
      Path directory = Path.of(where.substring(FILE.length()));
      return FileContextStore.open(directory, limit, JsonText.JSON, InstantSource.system());
    } catch (IOException | InvalidPathException unusable) {
      throw new UnusableSettings(
          "%s: cannot keep contexts in '%s': %s".formatted(SETTING, where, unusable));
    }
  }
}
