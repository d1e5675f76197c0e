/// The way to a PostgreSQL, whatever is kept there: its address, connections to it, and tables that
/// are made and renewed at the start.
@NullMarked
package dev.aether.postgres;

import org.jspecify.annotations.NullMarked;
