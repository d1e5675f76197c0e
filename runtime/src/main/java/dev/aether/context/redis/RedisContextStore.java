package dev.aether.context.redis;

import dev.aether.context.ContextStore;
import dev.aether.context.ContextText;
import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.redis.RedisLink;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Contexts that servers share in a Redis. They are as lasting as that Redis is set up to be.
///
/// The number in the names is the version of what is kept there. The tenant stands in them with its
/// length in front, so that no tenant and id read like those of somebody else.
public final class RedisContextStore implements ContextStore {
  private static final String PREFIX = "aether:contexts:1:";

  /// Longer than a cache would wait: nothing can be done without the context.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RedisLink link;
  private final int limit;
  private final ValueParser parser;
  private final InstantSource clock;

  /// @param link which is not closed here
  /// @param limit contexts that a tenant may have
  public RedisContextStore(RedisLink link, int limit, ValueParser parser, InstantSource clock) {
    this.link = link;
    this.limit = limit;
    this.parser = parser;
    this.clock = clock;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /// What is in front of an id.
  private static String before(String tenant) {
    return "%scontext:%d:%s:".formatted(PREFIX, tenant.length(), tenant);
  }

  private static byte[] ids(String tenant) {
    return bytes(PREFIX + "ids:" + tenant);
  }

  private static byte[][] names(Key key) {
    return new byte[][] {bytes(before(key.tenant()) + key.id()), ids(key.tenant())};
  }

  private <T> T ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
      throws Unavailable, InterruptedException {
    Duration patience =
        link.limits().patience().compareTo(PATIENCE) > 0 ? link.limits().patience() : PATIENCE;
    return link.ask(patience, command)
        .orElseThrow(() -> new Unavailable(link.address() + " cannot be reached"));
  }

  @Override
  public Optional<Stored> get(Key key) throws Unavailable, InterruptedException {
    byte[][] context = {names(key)[0]};
    List<Object> kept = ask(redis -> redis.eval(Scripts.GET, ScriptOutputType.MULTI, context));
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ContextText.kept((byte[]) kept.getFirst()).stored(parser, time(kept.getLast())));
  }

  private static Instant time(Object millis) {
    return Instant.ofEpochMilli(Long.parseLong(text(millis)));
  }

  private static byte[] word(Condition condition) {
    return bytes(
        switch (condition) {
          case Anyhow _ -> "anyhow";
          case Absent _ -> "absent";
          case Present _ -> "present";
          case Unchanged _ -> "unchanged";
        });
  }

  private static byte[] tags(Condition condition) {
    return bytes(condition instanceof Unchanged(var tags) ? String.join(" ", tags) : "");
  }

  @Override
  public Written put(Key key, Value.Obj values, Condition condition)
      throws Unavailable, InterruptedException {
    ContextText text = ContextText.of(values);
    Stored stored = text.stored(values, clock.instant());
    byte[][] arguments = {
      word(condition),
      tags(condition),
      bytes(key.id()),
      bytes(Integer.toString(limit)),
      text.json(),
      bytes(text.tag()),
      bytes(Long.toString(stored.writtenAt().toEpochMilli()))
    };
    byte[] said =
        ask(redis -> redis.eval(Scripts.PUT, ScriptOutputType.VALUE, names(key), arguments));
    return switch (text(said)) {
      case "created" -> new Done(stored, true);
      case "replaced" -> new Done(stored, false);
      case "full" -> new Full(limit);
      default -> new Refused();
    };
  }

  @Override
  public Deletion delete(Key key, Condition condition) throws Unavailable, InterruptedException {
    byte[][] arguments = {word(condition), tags(condition), bytes(key.id())};
    byte[] said =
        ask(redis -> redis.eval(Scripts.DELETE, ScriptOutputType.VALUE, names(key), arguments));
    return switch (text(said)) {
      case "done" -> Deletion.DONE;
      case "missing" -> Deletion.MISSING;
      default -> Deletion.REFUSED;
    };
  }

  @Override
  public List<Entry> list(String tenant, String after, int most)
      throws Unavailable, InterruptedException {
    byte[][] keys = {ids(tenant)};
    byte[][] arguments = {
      bytes(after.isEmpty() ? "-" : "(" + after),
      bytes(Integer.toString(most)),
      bytes(before(tenant))
    };
    List<Object> found =
        ask(redis -> redis.eval(Scripts.LIST, ScriptOutputType.MULTI, keys, arguments));
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i + 2 < found.size(); i += 3) {
      entries.add(new Entry(text(found.get(i)), (Long) found.get(i + 1), time(found.get(i + 2))));
    }
    return entries;
  }

  @Override
  public Optional<String> trouble() {
    return link.isThere() ? Optional.empty() : Optional.of(link.address() + " cannot be reached");
  }

  @Override
  public void close() {
    // The link has an owner.
  }
}
