/// The values that a flow reads (`{{context.*}}`), and where they are kept.
@NullMarked
package dev.aether.context;

import org.jspecify.annotations.NullMarked;
