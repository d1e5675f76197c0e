/// Expressions of `compute` and `conditional` nodes, in Google's Common Expression Language.
@NullMarked
package dev.aether.cel;

import org.jspecify.annotations.NullMarked;
