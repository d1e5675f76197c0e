package dev.aether.config;

/// What values a [Setting] takes.
public enum Type {
  TEXT("text", ".*"),
  SECRET("text", ".*") {
    @Override
    String shown(String value) {
      return "(set)";
    }
  },
  UNSUPPORTED("drop or fail", "drop|fail"),
  BOOLEAN("true or false", "true|false"),
  PORT("a port from 0 to 65535", "\\d{1,5}") {
    @Override
    boolean accepts(String value) {
      return super.accepts(value) && Integer.parseInt(value) <= 65_535;
    }
  },
  POSITIVE("a whole number of at least 1", "0{0,8}[1-9]\\d{0,8}"),
  BYTES("a number of bytes, at least 1", "0{0,8}[1-9]\\d{0,14}"),
  COUNT("a whole number of at least 0", "\\d{1,9}"),
  OPTIONAL_POSITIVE("a whole number of at least 1, or nothing", "|0{0,8}[1-9]\\d{0,8}"),
  CACHE_STORE("memory, or an address like redis://host:6379", "memory|rediss?://.+") {
    @Override
    String shown(String value) {
      return value.replaceFirst("//.*@", "//(set)@");
    }
  },
  CONTEXT_STORE(
      "memory, file:DIR, or an address like redis://host:6379 or postgresql://host/db",
      "memory|file:.+|rediss?://.+|postgresql://.+") {
    @Override
    String shown(String value) {
      return CACHE_STORE.shown(value);
    }
  },
  EXECUTION_STORE("memory, the path of a file, or an address like postgresql://host/db", ".*") {
    @Override
    String shown(String value) {
      return value.replaceFirst("//.*@", "//(set)@");
    }
  },
  ORIGINS(
      "origins like https://example.org, separated by commas",
      "|https?://[A-Za-z0-9.:\\[\\]-]+(\\s*,\\s*https?://[A-Za-z0-9.:\\[\\]-]+)*"),
  SEMANTIC("off, opt-in or on", "off|opt-in|on"),
  SECURITY_MODE("off, flag, redact or block", "off|flag|redact|block"),
  OPTIONAL_SECURITY_MODE("off, flag, redact, block, or nothing", "|off|flag|redact|block"),
  ANSWERS_MODE("off, flag, secrets, redact or block", "off|flag|secrets|redact|block"),
  ISOLATION("none, delimit or datamark", "none|delimit|datamark"),
  LOG_FORMAT("text or json", "text|json"),
  LOG_LEVEL("error, warn, info or debug", "error|warn|info|debug");

  private final String expected;
  private final String pattern;

  Type(String expected, String pattern) {
    this.expected = expected;
    this.pattern = pattern;
  }

  boolean accepts(String value) {
    return value.matches(pattern);
  }

  /// A value as people may see it.
  String shown(String value) {
    return value;
  }

  String expected() {
    return expected;
  }
}
