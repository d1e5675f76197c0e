/// The way to a Redis, shared by all that is kept there.
@NullMarked
package dev.aether.redis;

import org.jspecify.annotations.NullMarked;
