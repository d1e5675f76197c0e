/// Events to OpenTelemetry spans; the only place that knows its library.
@NullMarked
package dev.aether.telemetry.otel;

import org.jspecify.annotations.NullMarked;
