/// Measures the whole: a server in a process of its own under a load driver. [Table] is the
/// program.
@NullMarked
package dev.aether.bench.load;

import org.jspecify.annotations.NullMarked;
