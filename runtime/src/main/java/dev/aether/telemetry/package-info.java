/// Events to numbers and log lines.
@NullMarked
package dev.aether.telemetry;

import org.jspecify.annotations.NullMarked;
