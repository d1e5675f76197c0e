package dev.aether.cache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.aether.cache.CacheKey;
import dev.aether.cache.SharedAnswers;
import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.redis.RedisLimits;
import dev.aether.redis.RedisLink;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Answers that servers share in a Redis, and the turns in which they ask for them.
///
/// A turn is a key that lives for seconds and is renewed while its holder lives, so that it passes
/// on when the holder dies. Those who wait are told by a message when it ends, and look again by
/// themselves when it should have.
public final class RedisAnswers implements SharedAnswers {
  private static final System.Logger LOG = System.getLogger("aether.cache");
  private static final int SCANNED_AT_ONCE = 1_000;
  private static final long UNKNOWN = -1;

  private final AnswerCodec<Completion> codec;
  private final RedisLimits limits;
  private final RedisLink link;
  private final boolean ownLink;
  private final Turns turns;
  private final String server;
  private final Supplier<String> tokens;
  private final AtomicLong clearings = new AtomicLong(UNKNOWN);
  private final List<Consumer<Optional<String>>> listeners = new CopyOnWriteArrayList<>();

  private RedisAnswers(
      RedisLink link, boolean ownLink, AnswerCodec<Completion> codec, Supplier<String> tokens) {
    this.codec = codec;
    this.limits = link.limits();
    this.server = tokens.get();
    this.tokens = tokens;
    this.link = link;
    this.ownLink = ownLink;
    link.listen(Names.CHANNEL, this::hear, this::catchUp);
    this.turns = new Turns(link, limits);
  }

  /// Answers behind a link that others use as well, and that has not begun to connect.
  ///
  /// @param tokens names that nobody else will ever have
  public static RedisAnswers over(
      RedisLink link, AnswerCodec<Completion> codec, Supplier<String> tokens) {
    return new RedisAnswers(link, false, codec, tokens);
  }

  /// Connects, if that can be done at once; else goes on trying in the background.
  ///
  /// @param uri `redis://` or `rediss://`, with a password if one is needed
  /// @param tokens names that nobody else will ever have
  /// @throws IllegalArgumentException if the address is none
  public static RedisAnswers at(
      String uri, AnswerCodec<Completion> codec, RedisLimits limits, Supplier<String> tokens)
      throws InterruptedException {
    var answers = new RedisAnswers(new RedisLink(uri, limits), true, codec, tokens);
    answers.link.start();
    return answers;
  }

  @Override
  public Standing enter(String tenant, CacheKey key) throws InterruptedException {
    byte[][] names = Names.of(tenant, key);
    boolean waited = false;
    while (true) {
      try (Turns.Waiting waiting = turns.waiting(key)) {
        String token = tokens.get();
        Optional<List<Object>> reply = turns.enter(names, token);
        if (reply.isEmpty()) {
          return new Alone();
        }
        List<Object> said = reply.get();
        if (said.isEmpty()) {
          return new Yours(turn(tenant, key, names, token));
        }
        if (said.size() == 2) {
          Optional<Known> known = known(said, waited);
          if (known.isEmpty()) {
            link.tell(redis -> redis.unlink(names[0])); // or it would be in the way for ever
            return new Alone();
          }
          return known.get();
        }
        waited = true;
        waiting.await((Long) said.getFirst());
      }
    }
  }

  private Turn turn(String tenant, CacheKey key, byte[][] names, String token) {
    turns.begin(token, names[1]);
    return (answer, life) -> {
      answer.ifPresent(present -> keep(tenant, key, present, life));
      turns.end(token, names[1], News.ended(key));
    };
  }

  @Override
  public Optional<Known> look(String tenant, CacheKey key) throws InterruptedException {
    byte[][] answer = {Names.of(tenant, key)[0]};
    Optional<List<Object>> reply =
        link.ask(redis -> redis.eval(Scripts.LOOK, ScriptOutputType.MULTI, answer));
    return reply.filter(parts -> parts.size() == 2).flatMap(parts -> known(parts, false));
  }

  /// Empty for what a server of another build has written, or nobody.
  private Optional<Known> known(List<Object> reply, boolean waited) {
    long lifeMillis = (Long) reply.getLast();
    try {
      Completion answer = codec.read(Packing.unpack((byte[]) reply.getFirst()));
      return Optional.of(
          new Known(
              answer,
              lifeMillis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(lifeMillis)),
              waited));
    } catch (IllegalArgumentException unreadable) {
      LOG.log(Level.WARNING, "an answer in the shared cache cannot be read", unreadable);
      return Optional.empty();
    }
  }

  @Override
  public void keep(String tenant, CacheKey key, Completion answer, Optional<Duration> life) {
    if (!link.isThere()) {
      return;
    }
    byte[] name = Names.of(tenant, key)[0];
    Packing.pack(codec.write(answer))
        .ifPresent(bytes ->
            link.tell(redis ->
                life.isEmpty()
                    ? redis.set(name, bytes)
                    : redis.set(name, bytes, SetArgs.Builder.px(life.get()))));
  }

  @Override
  public long clear(String tenant) {
    return clear(Names.answersOf(tenant), Optional.of(tenant));
  }

  @Override
  public long clear() {
    return clear(Names.answers(), Optional.empty());
  }

  private long clear(String pattern, Optional<String> tenant) {
    long gone = 0;
    try {
      ScanCursor from = ScanCursor.INITIAL;
      do {
        ScanCursor start = from;
        ScanArgs args = ScanArgs.Builder.matches(pattern).limit(SCANNED_AT_ONCE);
        Optional<KeyScanCursor<byte[]>> found =
            link.ask(limits.clearing(), redis -> redis.scan(start, args));
        if (found.isEmpty()) {
          LOG.log(Level.WARNING, "the shared cache cannot be reached and is not cleared");
          return gone;
        }
        byte[][] names = found.get().getKeys().toArray(byte[][]::new);
        if (names.length > 0) {
          gone += link.ask(limits.clearing(), redis -> redis.unlink(names)).orElse(0L);
        }
        from = found.get();
      } while (!from.isFinished());
      byte[] news = new News.Cleared(server, tenant).bytes();
      link.ask(limits.clearing(), redis -> redis.incr(Names.CLEARINGS)).ifPresent(clearings::set);
      link.tell(redis -> redis.publish(Names.CHANNEL, news));
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
    return gone;
  }

  private void hear(byte[] message) {
    News.read(message).ifPresent(this::hear);
  }

  private void hear(News news) {
    switch (news) {
      case News.Ended(var key) -> turns.ended(key);
      case News.Cleared(var who, var tenant) -> {
        if (!who.equals(server)) {
          clearings.incrementAndGet();
          listeners.forEach(listener -> listener.accept(tenant));
        }
      }
    }
  }

  /// Who was away when others cleared forgets everything, since nobody says whose it was.
  private void catchUp() {
    try {
      Optional<byte[]> number = link.ask(limits.connecting(), redis -> redis.get(Names.CLEARINGS));
      long now = number.map(digits -> Long.parseLong(new String(digits, US_ASCII))).orElse(0L);
      long before = clearings.getAndSet(now);
      if (before != UNKNOWN && before != now) {
        listeners.forEach(listener -> listener.accept(Optional.empty()));
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onCleared(Consumer<Optional<String>> listener) {
    listeners.add(listener);
  }

  @Override
  public Optional<String> trouble() {
    if (link.isThere() && !link.isSlow()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s %s"
            .formatted(
                link.address(), link.isThere() ? "answers too slowly" : "cannot be reached"));
  }

  @Override
  public void close() {
    turns.close();
    if (ownLink) {
      link.close();
    }
  }
}
