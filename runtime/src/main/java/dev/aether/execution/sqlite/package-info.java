/// Keeps executions in one file of this machine, by SQLite.
@NullMarked
package dev.aether.execution.sqlite;

import org.jspecify.annotations.NullMarked;
