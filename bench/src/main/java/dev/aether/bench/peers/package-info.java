/// The runtime beside others on the same work: `bench/peers/run` is the program.
@NullMarked
package dev.aether.bench.peers;

import org.jspecify.annotations.NullMarked;
