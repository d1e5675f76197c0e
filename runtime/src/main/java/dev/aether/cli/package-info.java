/// The commands of `aether`.
@NullMarked
package dev.aether.cli;

import org.jspecify.annotations.NullMarked;
