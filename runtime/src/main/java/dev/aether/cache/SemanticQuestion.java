package dev.aether.cache;

import dev.aether.cache.semantic.Namespace;
import dev.aether.cache.semantic.SemanticText;
import dev.aether.llm.Call.CacheUse;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.Meaning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// A request as the semantic memory is asked it.
///
/// @param namespace stands for everything that must be equal
/// @param text what is compared by meaning
/// @param maxErrorRate wrong hits per request that the author accepts
/// @param lifetime how long the answer may be used
record SemanticQuestion(
    Namespace namespace, SemanticText text, double maxErrorRate, Duration lifetime) {
  /// How long an answer may be used at most whose question is about today, the latest, or now.
  static final Duration VOLATILE_LIFE = Duration.ofMinutes(1);

  private static final Duration FOREVER = Duration.ofDays(36_500);

  /// The question; empty if the call is not to be answered by meaning.
  ///
  /// @param embedderId whose vectors are compared
  /// @param usualLife how long an answer may be used whose call does not say so itself
  static Optional<SemanticQuestion> of(
      LlmRequest request, CacheUse use, String embedderId, Optional<Duration> usualLife) {
    if (use.off()
        || use.meaning().isEmpty()
        || use.meaning().get().text().length() > SemanticText.LIMIT_CHARACTERS) {
      return Optional.empty();
    }
    Meaning meaning = use.meaning().get();
    var text = new SemanticText(meaning.text());
    boolean brief = text.isVolatile();
    Duration life = use.timeToLive().or(() -> usualLife).orElse(FOREVER);
    return Optional.of(
        new SemanticQuestion(
            namespace(request, meaning, embedderId, brief),
            text,
            meaning.maxErrorRate(),
            brief && life.compareTo(VOLATILE_LIFE) > 0 ? VOLATILE_LIFE : life));
  }

  /// The key of the request without its text, made as the exact cache makes its own. Volatile texts
  /// are among themselves, so that none is given an answer which was meant to live longer.
  private static Namespace namespace(
      LlmRequest request, Meaning meaning, String embedderId, boolean brief) {
    List<String> identity = new ArrayList<>(meaning.identity());
    identity.add(embedderId);
    identity.add(brief ? "volatile" : "lasting");
    return new Namespace(
        request.tenant(),
        key(request, identity),
        key(subject(request.tenant()), List.of(meaning.subject())));
  }

  private static String key(LlmRequest request, List<String> identity) {
    return CacheKey.of(
            request,
            new CacheUse(Privacy.SHAREABLE, Mode.DEFAULT, Optional.of(identity), Optional.empty()))
        .hex();
  }

  /// Labels are about the template alone: whether two texts mean the same does not depend on the
  /// model that is asked.
  private static LlmRequest subject(String tenant) {
    return new LlmRequest(
        tenant,
        "",
        "",
        Optional.empty(),
        "",
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
