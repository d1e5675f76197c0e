/// Settings as one immutable value, from flags, environment, file and defaults.
@NullMarked
package dev.aether.config;

import org.jspecify.annotations.NullMarked;
