package dev.aether.llm.provider;

import dev.aether.context.ValueParser;
import dev.aether.llm.TokenCounter;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What every provider's client needs besides its own settings.
///
/// @param parser reads what providers send
/// @param tokens counts what they leave uncounted
/// @param clock wall clock, for headers that name a date
/// @param nanoTime monotonic clock, for the age of connections
public record ClientTools(
    ValueParser parser, TokenCounter tokens, InstantSource clock, LongSupplier nanoTime) {}
