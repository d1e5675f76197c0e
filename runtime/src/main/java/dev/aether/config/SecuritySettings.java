package dev.aether.config;

import java.util.Optional;

/// Who may call.
public record SecuritySettings(Optional<String> apiKeysFile) {
  static SecuritySettings of(Settings settings) {
    return new SecuritySettings(settings.optional(SecuritySetting.API_KEYS_FILE));
  }
}
