package dev.aether.execution;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The flow of a request body as it was sent: an object in UTF-8.
public final class FlowText {
  /// The member of a body that is its flow.
  public static final String MEMBER = "dag";

  /// Where the flow stands in a body, as a JSON pointer.
  public static final String POINTER = "/" + MEMBER;

  private final byte[] utf8;

  /// @param utf8 which nobody changes any more
  FlowText(byte[] utf8) {
    this.utf8 = utf8;
  }

  /// The text; not a copy.
  public byte[] utf8() {
    return utf8;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FlowText text && Arrays.equals(utf8, text.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }
}
