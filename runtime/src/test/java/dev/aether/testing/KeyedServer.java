package dev.aether.testing;

import dev.aether.caller.KeyDigest;
import dev.aether.config.LlmSetting;
import dev.aether.config.SecuritySetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file of API keys for tests: the key of a caller is `key-of-NAME`.
public final class KeyedServer {
  private KeyedServer() {}

  /// Settings with a keys file of these callers, each as `name tenant right`, and perhaps a limit.
  public static Settings settings(Path folder, String... callers) {
    var text = new StringBuilder("keys:\n");
    for (String caller : callers) {
      String[] words = caller.split(" ", -1);
      text.append(
          "  - {name: %s, tenant: %s, sha256: %s, rights: [%s]%s}\n"
              .formatted(
                  words[0],
                  words[1],
                  KeyDigest.hex("key-of-" + words[0]),
                  words[2],
                  words.length > 3 ? ", requests_per_minute: " + words[3] : ""));
    }
    try {
      Path file = Files.writeString(folder.resolve("keys.yaml"), text);
      return Settings.defaults()
          .with(SecuritySetting.API_KEYS_FILE, file.toString())
          .with(LlmSetting.MOCK_LATENCY_MS, "0")
          .with(TelemetrySetting.LOG_LEVEL, "error");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
