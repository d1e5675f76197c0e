package dev.aether.config;

/// What values a [Setting] takes.
public enum Type {
  TEXT("text", ".*"),
  SECRET("text", ".*"),
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
  ORIGINS(
      "origins like https://example.org, separated by commas",
      "|https?://[A-Za-z0-9.:\\[\\]-]+(\\s*,\\s*https?://[A-Za-z0-9.:\\[\\]-]+)*"),
  SEMANTIC("off, opt-in or on", "off|opt-in|on"),
  SECURITY_MODE("off, flag or block", "off|flag|block"),
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

  String expected() {
    return expected;
  }
}
