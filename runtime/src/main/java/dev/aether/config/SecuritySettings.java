package dev.aether.config;

import dev.aether.workflow.Protection;
import dev.aether.workflow.Protection.Answers;
import dev.aether.workflow.Protection.Isolation;
import dev.aether.workflow.Protection.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Who may call, and what may be said.
///
/// @param protection what the server asks of the guard
/// @param isolationKey what the marks around values are made with; by chance if empty
/// @param allowedPhrases what the detector passes over
/// @param trustedHosts where links in answers may carry data
public record SecuritySettings(
    Optional<String> apiKeysFile,
    Protection.Asked protection,
    Optional<String> isolationKey,
    List<String> allowedPhrases,
    List<String> trustedHosts) {
  /// Copies the lists.
  public SecuritySettings {
    allowedPhrases = List.copyOf(allowedPhrases);
    trustedHosts = List.copyOf(trustedHosts);
  }

  static SecuritySettings of(Settings settings) {
    return new SecuritySettings(
        settings.optional(SecuritySetting.API_KEYS_FILE),
        new Protection.Asked(
            mode(settings, SecuritySetting.SECURITY_MODE),
            mode(settings, SecuritySetting.SECURITY_NODE_OUTPUTS),
            mode(settings, SecuritySetting.SECURITY_WHOLE_PROMPT),
            settings
                .optional(SecuritySetting.SECURITY_ISOLATE)
                .map(word -> Isolation.valueOf(word.toUpperCase(Locale.ROOT))),
            settings
                .optional(SecuritySetting.SECURITY_ANSWERS)
                .map(word -> Answers.valueOf(word.toUpperCase(Locale.ROOT))),
            Optional.empty()),
        settings.optional(SecuritySetting.SECURITY_ISOLATION_KEY),
        phrases(settings.text(SecuritySetting.SECURITY_ALLOWED_PHRASES)),
        settings.list(SecuritySetting.SECURITY_TRUSTED_HOSTS));
  }

  private static Optional<Mode> mode(Settings settings, SecuritySetting setting) {
    return settings.optional(setting).map(word -> Mode.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  private static List<String> phrases(String text) {
    return Stream.of(text.split(";", -1))
        .map(String::strip)
        .filter(phrase -> !phrase.isEmpty())
        .toList();
  }
}
