/// Contexts in a PostgreSQL.
@NullMarked
package dev.aether.context.postgres;

import org.jspecify.annotations.NullMarked;
