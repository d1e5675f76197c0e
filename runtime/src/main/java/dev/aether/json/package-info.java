/// The one place that knows the JSON and YAML libraries: text to values, values and reports to
/// text.
@NullMarked
package dev.aether.json;

import org.jspecify.annotations.NullMarked;
