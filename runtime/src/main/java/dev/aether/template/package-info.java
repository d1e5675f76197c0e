/// Prompts with holes: parsed once to segments, rendered in one pass to pieces that know their
/// origin.
@NullMarked
package dev.aether.template;

import org.jspecify.annotations.NullMarked;
