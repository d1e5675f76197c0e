/// Answers from memory for questions that mean the same as an earlier one, within a stated risk of
/// being wrong.
@NullMarked
package dev.aether.cache.semantic;

import org.jspecify.annotations.NullMarked;
