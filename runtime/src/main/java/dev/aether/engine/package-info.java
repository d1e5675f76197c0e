/// Runs a plan: decides when each node starts, runs it, and tells what happened as a closed family
/// of events.
@NullMarked
package dev.aether.engine;

import org.jspecify.annotations.NullMarked;
