/// Keeps executions in a PostgreSQL that any number of servers share.
@NullMarked
package dev.aether.execution.postgres;

import org.jspecify.annotations.NullMarked;
