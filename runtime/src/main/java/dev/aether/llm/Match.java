package dev.aether.llm;

import java.time.Duration;

/// Which remembered answer was served to a request of the same meaning, and how sure that was.
///
/// @param entryId names the entry, for a correction
/// @param similarity cosine of the two texts' vectors, from -1 to 1
/// @param probability that the answer is right, from 0 to 1
/// @param age since the answer was stored
public record Match(String entryId, double similarity, double probability, Duration age) {}
