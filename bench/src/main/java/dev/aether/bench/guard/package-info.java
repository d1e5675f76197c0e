/// Fits the prompt guard's weights and measures what it catches, what it lets pass and how long it
/// takes.
@NullMarked
package dev.aether.bench.guard;

import org.jspecify.annotations.NullMarked;
