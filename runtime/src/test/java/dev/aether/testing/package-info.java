/// What the tests share: random inputs, short ways to build flows, and stand-ins for the world
/// outside.
@NullMarked
package dev.aether.testing;

import org.jspecify.annotations.NullMarked;
