package dev.aether.context;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/// A context as a store keeps it: compact JSON, and the tag that stands for it.
public final class ContextText {
  private static final int TAG_BYTES = 16;

  private final byte[] json;
  private final String tag;

  private ContextText(byte[] json) {
    this.json = json;
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
      this.tag = HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /// The text of these values.
  public static ContextText of(Value.Obj values) {
    return new ContextText(CompactJson.of(values).getBytes(StandardCharsets.UTF_8));
  }

  /// The text that was kept.
  ///
  /// @param json which nobody changes any more
  public static ContextText kept(byte[] json) {
    return new ContextText(json);
  }

  /// What is kept; nobody is to change it.
  public byte[] json() {
    return json;
  }

  /// What stands for it.
  public String tag() {
    return tag;
  }

  /// The context.
  ///
  /// @param values what the text says
  public ContextStore.Stored stored(Value.Obj values, Instant writtenAt) {
    return new ContextStore.Stored(
        values, tag, json.length, writtenAt.truncatedTo(ChronoUnit.MILLIS));
  }

  /// The context, read from its text.
  ///
  /// @throws ContextStore.Unavailable if the text is no JSON object: somebody else wrote it
  public ContextStore.Stored stored(ValueParser parser, Instant writtenAt)
      throws ContextStore.Unavailable {
    if (parser.parse(new String(json, StandardCharsets.UTF_8)).orElse(Value.Null.NULL)
        instanceof Value.Obj values) {
      return stored(values, writtenAt);
    }
    throw new ContextStore.Unavailable("a stored context is no JSON object");
  }
}
