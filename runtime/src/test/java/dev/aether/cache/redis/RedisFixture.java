package dev.aether.cache.redis;

import static dev.aether.llm.Calls.answer;

import dev.aether.cache.CacheBounds;
import dev.aether.cache.CacheKey;
import dev.aether.cache.ExactCache;
import dev.aether.cache.semantic.AnswerCodec;
import dev.aether.context.CompactJson;
import dev.aether.json.CompletionJson;
import dev.aether.json.JsonText;
import dev.aether.llm.Call;
import dev.aether.llm.Call.CacheUse;
import dev.aether.llm.Call.Mode;
import dev.aether.llm.Call.Privacy;
import dev.aether.llm.Calls;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.redis.RedisLimits;
import dev.aether.testing.LocalRedis;
import dev.aether.testing.Until;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// One Redis for a class of tests, and servers that share it.
abstract class RedisFixture {
  static final LlmResult DOWN = new NoCompletion(new Unavailable("mock", "down", Optional.empty()));

  /// Patient, so that a busy machine changes nothing.
  static final RedisLimits PATIENT =
      new RedisLimits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(20),
          Duration.ofSeconds(3),
          Duration.ofSeconds(20));

  static final AnswerCodec<Completion> CODEC =
      new AnswerCodec<>() {
        @Override
        public byte[] write(Completion answer) {
          return CompactJson.of(CompletionJson.of(answer)).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Completion read(byte[] bytes) {
          return CompletionJson.read(
                  JsonText.JSON
                      .parse(new String(bytes, StandardCharsets.UTF_8))
                      .orElseThrow(IllegalArgumentException::new))
              .orElseThrow(IllegalArgumentException::new);
        }
      };

  static LocalRedis redis;

  final AtomicInteger calls = new AtomicInteger();
  final AtomicLong nanos = new AtomicLong();
  private final List<RedisAnswers> connections = new ArrayList<>();

  @BeforeAll
  static void startRedis() throws InterruptedException {
    redis = new LocalRedis();
  }

  @BeforeEach
  void empty() {
    redis.say("FLUSHALL");
  }

  @AfterEach
  void disconnect() {
    connections.forEach(RedisAnswers::close);
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  RedisAnswers connect(RedisLimits limits) throws InterruptedException {
    var connection =
        RedisAnswers.at(redis.uri(), CODEC, limits, () -> UUID.randomUUID().toString());
    connections.add(connection);
    return connection;
  }

  ExactCache server(LlmClient provider) throws InterruptedException {
    return server(provider, connect(PATIENT));
  }

  ExactCache server(LlmClient provider, RedisAnswers connection) {
    return new ExactCache(
        provider,
        new CacheBounds(1_000, 1 << 24, Optional.empty()),
        connection,
        nanos::get,
        InstantSource.system());
  }

  LlmClient counting() {
    return (_, _) -> answer("a" + calls.incrementAndGet());
  }

  static CacheKey key(String prompt) {
    return CacheKey.of(Calls.ask(prompt), CacheUse.DEFAULT);
  }

  private static Call call(Privacy privacy, Mode mode, Optional<Duration> life) {
    return Calls.caching(new CacheUse(privacy, mode, Optional.empty(), life), _ -> {});
  }

  static Call call() {
    return call(Mode.DEFAULT);
  }

  static Call call(Mode mode) {
    return call(Privacy.SHAREABLE, mode, Optional.empty());
  }

  static Call call(Duration life) {
    return call(Privacy.SHAREABLE, Mode.DEFAULT, Optional.of(life));
  }

  static Call secret() {
    return call(Privacy.PRIVATE, Mode.DEFAULT, Optional.empty());
  }

  static FutureTask<LlmResult> start(ExactCache server, String prompt) {
    var task = new FutureTask<>(() -> server.complete(Calls.ask(prompt), call()));
    Thread.startVirtualThread(task);
    return task;
  }

  /// Answers are handed over in the background.
  static void awaitKept(int answers) throws InterruptedException {
    Until.so(() -> redis.keys("*answer*").size() >= answers);
  }

  /// Until a caller waits for somebody else, and not just for a reply.
  static void awaitWaiting(Thread thread) throws InterruptedException {
    Until.so(() ->
        thread.getState() == Thread.State.WAITING
            || thread.getState() == Thread.State.TIMED_WAITING);
  }
}
