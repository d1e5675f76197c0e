/// What the tests share: random inputs and short ways to build flows.
@NullMarked
package dev.aether.testing;

import org.jspecify.annotations.NullMarked;
