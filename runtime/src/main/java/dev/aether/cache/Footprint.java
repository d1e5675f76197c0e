package dev.aether.cache;

import dev.aether.context.Value;
import dev.aether.llm.LlmResult.Completion;

/// How much memory an answer takes, as near as can be told without looking at the heap.
///
/// The figures are those of a 64-bit JVM with compressed references: 12 bytes for an object's
/// header, 16 for an array's, and everything rounded up to 8.
final class Footprint {
  /// Everything about an entry whose size does not vary: the key, the records and their numbers,
  /// and the map's own nodes.
  private static final long ENTRY = 600;

  private static final long OBJECT = 16;
  private static final long STRING = 24;
  private static final long ARRAY = 16;
  private static final long REFERENCE = 4;
  private static final long LIST = 24;
  private static final long MAP = 104;
  private static final long MAP_ENTRY = 56;

  private Footprint() {}

  /// Bytes that a kept answer takes, its key included.
  static long of(String tenant, Completion answer) {
    long bytes =
        ENTRY
            + of(tenant)
            + of(answer.text())
            + of(answer.provider())
            + of(answer.model())
            + answer.value().map(Footprint::of).orElse(0L)
            + answer.responseId().map(Footprint::of).orElse(0L);
    for (String warning : answer.warnings()) {
      bytes += REFERENCE + of(warning);
    }
    return bytes;
  }

  private static long of(Value value) {
    return OBJECT
        + switch (value) {
          case Value.Null _, Value.Bool _ -> 0;
          case Value.Num(var literal) -> of(literal);
          case Value.Text(var text) -> of(text);
          case Value.Arr(var items) -> {
            long bytes = LIST + ARRAY;
            for (Value item : items) {
              bytes += REFERENCE + of(item);
            }
            yield bytes;
          }
          case Value.Obj(var members) -> {
            long bytes = MAP;
            for (var member : members.entrySet()) {
              bytes += MAP_ENTRY + of(member.getKey()) + of(member.getValue());
            }
            yield bytes;
          }
        };
  }

  /// Text with a letter beyond Latin-1 takes two bytes for each of its letters.
  private static long of(String text) {
    long letters = text.length();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        letters *= 2;
        break;
      }
    }
    return STRING + ARRAY + ((letters + 7) & -8L);
  }
}
