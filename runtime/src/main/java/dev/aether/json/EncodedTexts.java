package dev.aether.json;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.SerializedString;

/// Texts that are written again and again, encoded once: the prompts and answers of nodes that a
/// cache answered. A place holds the last text that fell on it, so there are never many. Safe for
/// use by many threads.
final class EncodedTexts {
  private static final int PLACES = 1024;
  private static final int SHORTEST = 48; // to encode a shorter one takes no longer than to find it
  private static final int LONGEST = 4096;

  private final AtomicReferenceArray<@Nullable SerializedString> places =
      new AtomicReferenceArray<>(PLACES);

  /// Whether to look for a text is worth it.
  static boolean takes(String text) {
    return text.length() >= SHORTEST && text.length() <= LONGEST;
  }

  /// The text as it is written.
  SerializedString of(String text) {
    int hash = text.hashCode(); // a text that lasts keeps it
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    SerializedString there = places.get(place);
    if (there != null && there.getValue().equals(text)) {
      return there;
    }
    var encoded = new SerializedString(text);
    byte[] _ = encoded.asQuotedUTF8();
    places.set(place, encoded);
    return encoded;
  }
}
