/// What the exact cache takes, and what becomes of executions when the shared one goes away.
@NullMarked
package dev.aether.bench.cache;

import org.jspecify.annotations.NullMarked;
