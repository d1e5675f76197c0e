/// Executions as a resource: requests are read, admitted and run, and may be stopped.
@NullMarked
package dev.aether.execution;

import org.jspecify.annotations.NullMarked;
