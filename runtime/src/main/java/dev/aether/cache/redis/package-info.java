/// Answers that servers share in a Redis. The only place that knows its client library.
@NullMarked
package dev.aether.cache.redis;

import org.jspecify.annotations.NullMarked;
