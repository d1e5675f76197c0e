package dev.aether.config;

import java.time.Duration;
import java.util.Optional;

/// How much may run, and how large it may be.
///
/// @param keep executions that have ended and can still be asked for
/// @param store the file or the address where executions are kept; in memory if empty
/// @param heartbeat how long a server that shares its store may be silent
public record ExecutionSettings(
    int maxExecutions,
    int maxQueued,
    int maxNodes,
    int maxEdges,
    int maxTemplateChars,
    int maxExpressionChars,
    Duration expressionTimeout,
    int keep,
    Optional<String> store,
    Duration heartbeat) {
  static ExecutionSettings of(Settings settings) {
    return new ExecutionSettings(
        settings.number(ExecutionSetting.MAX_EXECUTIONS),
        settings.number(ExecutionSetting.MAX_QUEUED),
        settings.number(ExecutionSetting.MAX_NODES),
        settings.number(ExecutionSetting.MAX_EDGES),
        settings.number(ExecutionSetting.MAX_TEMPLATE_CHARS),
        settings.number(ExecutionSetting.MAX_EXPRESSION_CHARS),
        Duration.ofMillis(settings.number(ExecutionSetting.EXPRESSION_TIMEOUT_MS)),
        settings.number(ExecutionSetting.KEEP),
        settings.optional(ExecutionSetting.STORE).filter(store -> !store.equals("memory")),
        Duration.ofMillis(settings.number(ExecutionSetting.HEARTBEAT_MS)));
  }
}
