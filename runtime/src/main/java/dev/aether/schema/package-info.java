/// JSON Schema: the one place that knows the library.
@NullMarked
package dev.aether.schema;

import org.jspecify.annotations.NullMarked;
