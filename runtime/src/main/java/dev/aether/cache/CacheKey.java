package dev.aether.cache;

import dev.aether.context.CompactJson;
import dev.aether.llm.Call.CacheUse;
import dev.aether.llm.LlmRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What identifies an answer: the SHA-256 of a canonical encoding of the request.
///
/// Every field is written with its length in front, so no two different requests have the same
/// encoding: "ab" and "c" is not "a" and "bc", and an absent field is not an empty one.
///
/// @param high first of the four words of the hash
public record CacheKey(long high, long second, long third, long low) {

  /// The key of a request, as its caller wants it identified.
  public static CacheKey of(LlmRequest request, CacheUse use) {
    var encoding = new Encoding();
    encoding.text(request.tenant());
    encoding.text(request.provider());
    encoding.text(request.model());
    encoding.optional(request.systemPrompt());
    use.identity()
        .ifPresentOrElse(encoding::texts, () -> encoding.optional(Optional.of(request.prompt())));
    encoding.optional(
        request.temperature().isPresent()
            ? Optional.of(Double.toString(request.temperature().getAsDouble()))
            : Optional.empty());
    encoding.optional(
        request.maxOutputTokens().isPresent()
            ? Optional.of(Integer.toString(request.maxOutputTokens().getAsInt()))
            : Optional.empty());
    encoding.optional(request.outputSchema().map(CompactJson::of));
    encoding.optional(request.returnType());
    return encoding.key();
  }

  /// The hash in hexadecimal digits, for stores that want a name.
  public String hex() {
    var bytes = ByteBuffer.allocate(32).putLong(high).putLong(second).putLong(third).putLong(low);
    return HexFormat.of().formatHex(bytes.array());
  }

  private static final class Encoding {
    private static final byte ABSENT = 0;
    private static final byte ONE = 1;
    private static final byte LIST = 2;

    private static final MessageDigest SHA_256 = sha256();

    private final MessageDigest digest = copy();
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    void text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length);
      digest.update(bytes);
    }

    void optional(Optional<String> text) {
      digest.update(text.isPresent() ? ONE : ABSENT);
      text.ifPresent(this::text);
    }

    void texts(List<String> texts) {
      digest.update(LIST);
      number(texts.size());
      texts.forEach(this::text);
    }

    private void number(int number) {
      digest.update(length.putInt(0, number).array());
    }

    CacheKey key() {
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      return new CacheKey(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    /// To copy one is several times cheaper than to look one up.
    private static MessageDigest copy() {
      try {
        return (MessageDigest) SHA_256.clone();
      } catch (CloneNotSupportedException _) {
        return sha256();
      }
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException("every Java platform has SHA-256", impossible);
      }
    }
  }
}
