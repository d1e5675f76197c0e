/// Programs that repeat the figures of the semantic cache; not shipped.
@NullMarked
package dev.aether.bench.semantic;

import org.jspecify.annotations.NullMarked;
