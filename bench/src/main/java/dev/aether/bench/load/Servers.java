package dev.aether.bench.load;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The servers of the measurements, each with the settings that it needs.
final class Servers {
  private Servers() {}

  /// Answers come from the mock in no time; nothing is kept on disk and nothing exported.
  static Map<String, String> plain() {
    return Map.of(
        "AETHER_PROVIDER", "mock",
        "AETHER_MOCK_LATENCY_MS", "0",
        "AETHER_EXECUTION_STORE", "memory",
        "AETHER_LOG_LEVEL", "error");
  }

  /// Without anything that watches.
  static Map<String, String> unobserved() {
    return with(plain(), Map.of("AETHER_METRICS", "false"));
  }

  /// Sends spans to a sink.
  static Map<String, String> traced(Program sink) {
    return with(
        plain(),
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            sink.base().toString(),
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf"));
  }

  /// Sends spans to a sink and keeps executions in a file.
  static Map<String, String> everything(Program sink, Path folder) {
    return with(
        traced(sink), Map.of("AETHER_EXECUTION_STORE", folder.resolve("executions.db").toString()));
  }

  /// Calls a stand-in for a vendor.
  static Map<String, String> calling(Program vendor) {
    return with(
        plain(),
        Map.of(
            "AETHER_PROVIDER",
            "openai",
            "OPENAI_API_KEY",
            "sk-bench",
            "OPENAI_BASE_URL",
            vendor.base() + "/v1",
            "AETHER_MAX_EXECUTIONS",
            "4000",
            "AETHER_MAX_CONCURRENCY",
            "20000"));
  }

  /// Calls a stand-in for a vendor and keeps executions in a file.
  static Map<String, String> durable(Program vendor, Path folder) {
    return with(
        calling(vendor), Map.of("AETHER_EXECUTION_STORE", folder.resolve("durable.db").toString()));
  }

  static Program vendor(int latencyMillis) {
    return Program.java(BareVendor.class, Integer.toString(latencyMillis));
  }

  private static Map<String, String> with(Map<String, String> base, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(base);
    all.putAll(more);
    return all;
  }
}
