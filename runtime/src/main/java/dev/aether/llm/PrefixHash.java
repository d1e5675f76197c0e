package dev.aether.llm;

import dev.aether.context.CompactJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Names beginnings of prompts: the SHA-256 of everything that a provider's prefix cache looks at,
/// and of the tenant, so that no tenant's name of a prefix is another's. The schema of the answer
/// belongs to it: providers put it in front of the prompt.
final class PrefixHash {
  private static final int NAME_BYTES = 16;

  private PrefixHash() {}

  /// A name for each place.
  ///
  /// @param places lengths within the prompt, ascending
  static List<String> names(LlmRequest request, List<Integer> places) {
    MessageDigest digest = sha256();
    field(digest, request.tenant());
    field(digest, request.outputSchema().map(CompactJson::of).orElse(""));
    field(digest, request.systemPrompt().map(text -> "=" + text).orElse(""));
    List<String> names = new ArrayList<>(places.size());
    int from = 0;
    for (int place : places) {
      digest.update(request.prompt().substring(from, place).getBytes(StandardCharsets.UTF_8));
      from = place;
      names.add(name(digest));
    }
    return names;
  }

  private static void field(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length).array());
    digest.update(bytes);
  }

  private static String name(MessageDigest soFar) {
    try {
      byte[] hash = ((MessageDigest) soFar.clone()).digest();
      return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", impossible);
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
