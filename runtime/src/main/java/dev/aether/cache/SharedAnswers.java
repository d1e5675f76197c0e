package dev.aether.cache;

import dev.aether.llm.LlmResult.Completion;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Answers that several servers have in common, and whose turn it is to ask for one.
///
/// A place outside the process can be slow or gone. Then it is as if there were none: everything
/// here answers within a short, bounded time, and nothing here fails.
public interface SharedAnswers extends AutoCloseable {

  /// How things stand for who wants an answer.
  sealed interface Standing {}

  /// The answer is there.
  ///
  /// @param life how long it may still be used; for ever if empty
  /// @param waited whether another process was asking for it when it was wanted
  record Known(Completion answer, Optional<Duration> life, boolean waited) implements Standing {}

  /// There is no answer, and whoever else wants it waits until this turn has ended.
  record Yours(Turn turn) implements Standing {}

  /// The place cannot be reached, or there is none: everybody for himself.
  record Alone() implements Standing {}

  /// The right and the duty to ask. It is kept alive until it ends, and if the process dies, others
  /// take over.
  interface Turn {
    /// Lets the others have the answer, or the next turn if there is none.
    ///
    /// @param answer that may be kept
    /// @param life how long it may be used; for ever if empty
    void end(Optional<Completion> answer, Optional<Duration> life);
  }

  /// Waits while another process is asking, but not longer than it lives.
  Standing enter(String tenant, CacheKey key) throws InterruptedException;

  /// The answer, if it is there now.
  Optional<Known> look(String tenant, CacheKey key) throws InterruptedException;

  /// Lets the others have an answer that nobody waits for.
  void keep(String tenant, CacheKey key, Completion answer, Optional<Duration> life);

  /// Forgets one tenant's answers, and has the other servers forget theirs. The caller's own memory
  /// is the caller's business.
  ///
  /// @return how many answers went
  long clear(String tenant);

  /// Forgets all answers.
  ///
  /// @return how many answers went
  long clear();

  /// Says who is to forget as well when another server forgets.
  ///
  /// @param listener hears the tenant whose answers went; nothing for all answers. On any thread
  void onCleared(Consumer<Optional<String>> listener);

  @Override
  void close();

  /// Nothing is shared.
  SharedAnswers NONE =
      new SharedAnswers() {
        @Override
        public Standing enter(String tenant, CacheKey key) {
          return new Alone();
        }

        @Override
        public Optional<Known> look(String tenant, CacheKey key) {
          return Optional.empty();
        }

        @Override
        public void keep(String tenant, CacheKey key, Completion answer, Optional<Duration> life) {}

        @Override
        public long clear(String tenant) {
          return 0;
        }

        @Override
        public long clear() {
          return 0;
        }

        @Override
        public void onCleared(Consumer<Optional<String>> listener) {}

        @Override
        public void close() {}
      };
}
