package dev.aether.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What is in force, and where each value came from. Immutable; the parts of the program get the
/// small records that they need.
public final class Settings {
  private final Map<Setting, Entry> entries;

  /// A value and its source.
  public record Entry(String value, Source source) {}

  /// Where values come from; later ones win.
  public enum Source {
    /// Nobody set it.
    DEFAULT,
    /// `aether.yaml`.
    FILE,
    /// An environment variable.
    ENVIRONMENT,
    /// The command line.
    FLAG
  }

  Settings(Map<Setting, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /// Nothing but defaults.
  public static Settings defaults() {
    return new Settings(Map.of()); // an absent entry is its default
  }

  /// These settings with one of them changed, as a flag would.
  ///
  /// @throws IllegalArgumentException if the setting does not take this value
  public Settings with(Setting setting, String value) {
    setting
        .objectionTo(value)
        .ifPresent(objection -> {
          throw new IllegalArgumentException(setting.path() + ": " + objection);
        });
    Map<Setting, Entry> changed = new EnumMap<>(Setting.class);
    changed.putAll(entries);
    changed.put(setting, new Entry(value, Source.FLAG));
    return new Settings(changed);
  }

  /// One setting.
  public Entry get(Setting setting) {
    Entry entry = entries.get(setting);
    return entry != null ? entry : new Entry(setting.otherwise(), Source.DEFAULT);
  }

  private String text(Setting setting) {
    return get(setting).value();
  }

  private Optional<String> optional(Setting setting) {
    return Optional.of(text(setting)).filter(value -> !value.isEmpty());
  }

  private int number(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  private Duration seconds(Setting setting) {
    return Duration.ofSeconds(number(setting));
  }

  private boolean truth(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  private List<String> list(Setting setting) {
    return Stream.of(text(setting).split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private Optional<TlsSettings> tls() {
    Optional<String> certificate = optional(Setting.TLS_CERTIFICATE);
    Optional<String> key = optional(Setting.TLS_KEY);
    return certificate.isEmpty() && key.isEmpty()
        ? Optional.empty()
        : Optional.of(new TlsSettings(certificate.orElse(""), key.orElse("")));
  }

  /// What the server needs.
  public ServerSettings server() {
    return new ServerSettings(
        text(Setting.HOST),
        number(Setting.PORT),
        truth(Setting.INSECURE_NO_AUTH),
        new InputLimits(
            number(Setting.MAX_BODY_BYTES),
            number(Setting.MAX_HEADER_BYTES),
            number(Setting.MAX_HEADERS),
            seconds(Setting.READ_TIMEOUT_SECS),
            seconds(Setting.BODY_TIMEOUT_SECS)),
        tls(),
        list(Setting.CORS_ORIGINS),
        seconds(Setting.DRAIN_SECS));
  }

  /// What bounds executions.
  public ExecutionSettings execution() {
    return new ExecutionSettings(
        number(Setting.MAX_EXECUTIONS),
        number(Setting.MAX_QUEUED),
        number(Setting.MAX_NODES),
        number(Setting.MAX_EDGES),
        number(Setting.MAX_TEMPLATE_CHARS),
        number(Setting.MAX_EXPRESSION_CHARS),
        Duration.ofMillis(number(Setting.EXPRESSION_TIMEOUT_MS)),
        number(Setting.KEEP));
  }

  /// What calls need.
  public LlmSettings llm() {
    return new LlmSettings(
        optional(Setting.PROVIDER),
        text(Setting.DEFAULT_MODEL),
        text(Setting.DEFAULT_PROVIDER),
        truth(Setting.STRICT_PROVIDERS),
        new VendorSettings(optional(Setting.OPENAI_API_KEY), text(Setting.OPENAI_BASE_URL)),
        new VendorSettings(optional(Setting.ANTHROPIC_API_KEY), text(Setting.ANTHROPIC_BASE_URL)),
        optional(Setting.PROVIDERS_FILE),
        optional(Setting.MODELS_FILE),
        text(Setting.ON_UNSUPPORTED_PARAM).equals("fail"),
        seconds(Setting.LLM_TIMEOUT_SECS),
        number(Setting.MAX_CONCURRENCY),
        Duration.ofMillis(number(Setting.MOCK_LATENCY_MS)),
        optional(Setting.MOCK_FILE));
  }

  /// What the caches need.
  public CacheSettings cache() {
    return new CacheSettings(
        number(Setting.CACHE_MAX_ENTRIES),
        optional(Setting.CACHE_TTL_SECS)
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
  }

  /// Who may call.
  public SecuritySettings security() {
    return new SecuritySettings(optional(Setting.API_KEYS_FILE));
  }

  /// What findings in prompts lead to: off, flag or block.
  public String securityMode() {
    return text(Setting.SECURITY_MODE);
  }

  /// What logs look like.
  public LogSettings log() {
    return new LogSettings(text(Setting.LOG_FORMAT).equals("json"), text(Setting.LOG_LEVEL));
  }

  /// How the server listens and how long it waits.
  ///
  /// @param insecureNoAuth whether everybody may call, from everywhere, without a key
  /// @param corsOrigins whose pages may call
  /// @param drain time for running executions when it stops
  public record ServerSettings(
      String host,
      int port,
      boolean insecureNoAuth,
      InputLimits input,
      Optional<TlsSettings> tls,
      List<String> corsOrigins,
      Duration drain) {
    /// Copies the list.
    public ServerSettings {
      corsOrigins = List.copyOf(corsOrigins);
    }

    /// `http` or `https`.
    public String scheme() {
      return tls.isPresent() ? "https" : "http";
    }
  }

  /// How much is read of a request, and for how long.
  ///
  /// @param maxHeaderBytes of all headers together
  /// @param silence longest time without a byte
  /// @param whole longest time for all headers, and then for the whole body
  public record InputLimits(
      int maxBodyBytes, int maxHeaderBytes, int maxHeaders, Duration silence, Duration whole) {}

  /// Where the server's certificate and its key are; a path that was not set is empty.
  public record TlsSettings(String certificate, String key) {}

  /// Who may call.
  public record SecuritySettings(Optional<String> apiKeysFile) {}

  /// How much may run, and how large it may be.
  ///
  /// @param keep executions that have ended and can still be asked for
  public record ExecutionSettings(
      int maxExecutions,
      int maxQueued,
      int maxNodes,
      int maxEdges,
      int maxTemplateChars,
      int maxExpressionChars,
      Duration expressionTimeout,
      int keep) {}

  /// Who answers, and how.
  ///
  /// @param provider who answers for every model
  /// @param strict whether a provider without key is an error
  /// @param failUnsupported whether a parameter that a model refuses is an error
  public record LlmSettings(
      Optional<String> provider,
      String defaultModel,
      String defaultProvider,
      boolean strict,
      VendorSettings openAi,
      VendorSettings anthropic,
      Optional<String> providersFile,
      Optional<String> modelsFile,
      boolean failUnsupported,
      Duration attemptLimit,
      int maxConcurrency,
      Duration mockLatency,
      Optional<String> mockFile) {}

  /// How a vendor is reached.
  public record VendorSettings(Optional<String> apiKey, String baseUrl) {
    @Override
    public String toString() {
      return baseUrl + (apiKey.isPresent() ? " with a key" : " without a key");
    }
  }

  /// How much is kept, and how long.
  public record CacheSettings(int maxEntries, Optional<Duration> timeToLive) {}

  /// What log lines look like.
  public record LogSettings(boolean json, String level) {}
}
