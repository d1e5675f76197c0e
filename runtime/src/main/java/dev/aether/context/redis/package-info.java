/// Contexts in a Redis.
@NullMarked
package dev.aether.context.redis;

import org.jspecify.annotations.NullMarked;
