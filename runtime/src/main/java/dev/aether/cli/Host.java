package dev.aether.cli;

import java.io.PrintWriter;
import java.util.Map;

/// The process that the commands run in.
///
/// @param out for data
/// @param err for everything else
/// @param colour whether colours may be used
/// @param terminal whether a person watches
/// @param version of the runtime
public record Host(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    boolean colour,
    boolean terminal,
    String version) {
  /// What this is, in one line.
  public String versions() {
    return "aether %s (java %s)".formatted(version, java.lang.Runtime.version());
  }
}
