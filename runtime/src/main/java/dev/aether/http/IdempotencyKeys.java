package dev.aether.http;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.execution.ExecutionStore.Claim;
import dev.aether.execution.ExecutionStore.Claimed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Remembers which execution a caller's `Idempotency-Key` began, so that the same request is not
/// run twice. Kept for a day, and no more than so many: the oldest go first. Safe for use by many
/// threads.
final class IdempotencyKeys {
  private static final Duration KEPT = Duration.ofHours(24);
  private static final int MOST = 100_000;
  private static final int LONGEST = 256;

  private final InstantSource clock;
  private final int most;
  private final Map<Name, Kept> claims = new LinkedHashMap<>();

  private record Name(String tenant, String key) {}

  /// @param executionId empty until the execution has begun
  private record Kept(String bodyHash, Instant at, Optional<String> executionId) {}

  /// What a key has begun before.
  record Earlier(String executionId) {}

  IdempotencyKeys(InstantSource clock) {
    this(clock, MOST);
  }

  /// @param most keys that are remembered
  IdempotencyKeys(InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /// What a key has begun in an earlier process.
  @FunctionalInterface
  interface Before {
    Optional<Claimed> claimed(String tenant, String key) throws ProblemException;
  }

  /// The claim that is to be kept with the execution.
  Optional<Claim> claimOf(Request http, Value body) throws ProblemException {
    return name("", http).map(name -> new Claim(name.key(), hash(body)));
  }

  /// Claims the request's key, if it has one.
  ///
  /// @param before asked about keys that are not known here
  /// @return the execution that the same key and body have begun
  /// @throws ProblemException if the key is in use: by a request that has not begun yet, or with
  ///   another body
  Optional<Earlier> claim(String tenant, Request http, Value body, Before before)
      throws ProblemException {
    Optional<Name> name = name(tenant, http);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String hash = hash(body);
    Kept known;
    synchronized (claims) {
      forgetOld();
      known = claims.putIfAbsent(name.get(), new Kept(hash, clock.instant(), Optional.empty()));
    }
    if (known == null) {
      return claimedBefore(name.get(), hash, before);
    }
    sameBody(known.bodyHash, hash);
    return Optional.of(
        new Earlier(
            known.executionId.orElseThrow(() ->
                new ProblemException(
                    Problem.of(
                        ProblemType.IDEMPOTENCY_IN_PROGRESS,
                        "a request with this Idempotency-Key is just being taken")))));
  }

  private Optional<Earlier> claimedBefore(Name name, String hash, Before before)
      throws ProblemException {
    boolean free = false;
    try {
      Optional<Claimed> earlier = before.claimed(name.tenant(), name.key());
      free = earlier.isEmpty();
      if (earlier.isPresent()) {
        sameBody(earlier.get().bodyHash(), hash);
      }
      return earlier.map(claimed -> new Earlier(claimed.executionId()));
    } finally {
      if (!free) {
        synchronized (claims) {
          claims.remove(name);
        }
      }
    }
  }

  /// What another server has begun for the same key a moment ago.
  ///
  /// @throws ProblemException if that was with another body
  Earlier earlier(Claimed before, Value body) throws ProblemException {
    sameBody(before.bodyHash(), hash(body));
    return new Earlier(before.executionId());
  }

  private static void sameBody(String before, String now) throws ProblemException {
    if (!before.equals(now)) {
      throw new ProblemException(
          Problem.of(
              ProblemType.IDEMPOTENCY_KEY_REUSED,
              "this Idempotency-Key came with another body before"));
    }
  }

  void settle(String tenant, Request http, String executionId) throws ProblemException {
    name(tenant, http)
        .ifPresent(name -> {
          synchronized (claims) {
            claims.computeIfPresent(
                name, (_, claim) -> new Kept(claim.bodyHash, claim.at, Optional.of(executionId)));
          }
        });
  }

  void forget(String tenant, Request http) throws ProblemException {
    name(tenant, http)
        .ifPresent(name -> {
          synchronized (claims) {
            claims.remove(name);
          }
        });
  }

  private void forgetOld() {
    Instant oldest = clock.instant().minus(KEPT);
    Iterator<Kept> inOrder = claims.values().iterator();
    while (inOrder.hasNext()) {
      Kept first = inOrder.next();
      if (claims.size() < most && !first.at.isBefore(oldest)) {
        return;
      }
      inOrder.remove();
    }
  }

  private static Optional<Name> name(String tenant, Request http) throws ProblemException {
    Optional<String> key = http.header().apply("Idempotency-Key").map(IdempotencyKeys::unquoted);
    if (key.isPresent() && (key.get().isEmpty() || key.get().length() > LONGEST)) {
      throw new ProblemException(
          Problem.of(
              ProblemType.BAD_REQUEST,
              "an Idempotency-Key has 1 to %d characters".formatted(LONGEST)));
    }
    return key.map(text -> new Name(tenant, text));
  }

  private static String unquoted(String key) {
    return key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")
        ? key.substring(1, key.length() - 1)
        : key;
  }

  private static String hash(Value body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(CompactJson.of(body).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
