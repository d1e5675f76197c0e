package dev.aether.caller;

import java.time.Duration;

/// What is left of a limit.
///
/// @param perMinute the limit: requests per minute, all of which may come at once
/// @param remaining requests that would be granted now
/// @param untilNext when one more is granted; zero if that is now
/// @param untilFull when the whole limit is there again
public record Allowance(int perMinute, long remaining, Duration untilNext, Duration untilFull) {}
