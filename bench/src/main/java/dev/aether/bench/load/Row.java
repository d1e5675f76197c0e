package dev.aether.bench.load;

import java.util.Locale;

/// What [Table] can measure.
enum Row {
  WARM,
  COLD,
  STEADY,
  AT_ONCE,
  OVERHEAD,
  OBSERVED,
  EVERYTHING,
  DURABLE,
  START,
  MEMORY;

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
