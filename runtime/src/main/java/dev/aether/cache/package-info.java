/// Answers from memory, in front of the providers.
@NullMarked
package dev.aether.cache;

import org.jspecify.annotations.NullMarked;
