/// Keeps executions in a database that speaks SQL: what is the same for all of them.
@NullMarked
package dev.aether.execution.sql;

import org.jspecify.annotations.NullMarked;
