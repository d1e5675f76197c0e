package dev.aether.guard;

/// A stretch of prompt text that comes from one place.
///
/// @param text as it will be sent, before any normalisation
/// @param origin where it came from
public record Piece(String text, Origin origin) {}
