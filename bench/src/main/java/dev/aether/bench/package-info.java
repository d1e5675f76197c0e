/// Benchmarks: what the parts and the whole take, with one command each (see docs/benchmarks.md).
@NullMarked
package dev.aether.bench;

import org.jspecify.annotations.NullMarked;
