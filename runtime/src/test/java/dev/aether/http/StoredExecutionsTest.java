package dev.aether.http;

import dev.aether.config.ExecutionSetting;
import dev.aether.config.Settings;

/// Executions that are kept in a file behave as those in memory do.
class StoredExecutionsTest extends ExecutionsTest {
  @Override
  Settings settings() {
    return Settings.defaults()
        .with(ExecutionSetting.STORE, folder.resolve("executions.db").toString());
  }
}
