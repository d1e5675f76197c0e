package dev.aether.execution;

import dev.aether.context.Value;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Keeps executions where a crash does not reach them: what was asked for, and the numbered events.
///
/// One server has an execution at a time, and only that one writes for it. Writes are kept in the
/// order in which they were asked for. Safe for use by many threads.
public interface ExecutionStore extends AutoCloseable {

  /// What is known of an execution without reading its events.
  ///
  /// @param withheld whether the request held values of high sensitivity, which are not kept
  record Header(
      String id,
      String tenant,
      Instant createdAt,
      Optional<String> parentId,
      Optional<String> flow,
      List<String> tags,
      boolean withheld) {
    /// Copies the list.
    public Header {
      tags = List.copyOf(tags);
    }
  }

  /// An execution as it is kept.
  ///
  /// @param request the body that asked for it, without values of high sensitivity; empty if it
  ///   cannot be read
  /// @param phase where it stands
  /// @param cancelling whether somebody has asked it to stop
  record Kept(
      Header header, Optional<Value.Obj> request, Events events, Phase phase, boolean cancelling) {}

  /// Events in order.
  ///
  /// @param values up to the first that cannot be read
  /// @param damaged whether one cannot be read
  record Events(List<Value> values, boolean damaged) {
    /// Copies the list.
    public Events {
      values = List.copyOf(values);
    }
  }

  /// The right to write for an execution. It ends when another server takes the execution.
  ///
  /// @param owner the lease of the server that has it
  /// @param epoch counts who has had it; the newest one is right
  record Hold(String id, String owner, long epoch) {}

  /// An `Idempotency-Key` and the body that it came with.
  record Claim(String key, String bodyHash) {}

  /// What a claim began.
  record Claimed(String bodyHash, String executionId) {}

  /// What came of handing in an execution.
  sealed interface Acceptance {}

  /// It is kept.
  record TakenOn(Hold hold) implements Acceptance {}

  /// It is not kept: its key has begun another one before.
  record Before(Claimed earlier) implements Acceptance {}

  /// An execution that is on its way to the store.
  ///
  /// @param kept done once it is kept; fails if it is not, nor will be later
  record Promised(Hold hold, CompletableFuture<Void> kept) {}

  /// What becomes of events. Told on any thread; neither if it cannot be kept now.
  interface Receipt {
    /// They are kept.
    void kept();

    /// They are not kept, and never will be: another server has the execution.
    void lost();
  }

  /// Who goes on with executions that others have left, and hears what becomes of others'.
  interface Attendant {
    /// Whether one more execution can run.
    boolean hasRoom();

    /// Whether an execution runs here.
    boolean has(String id);

    /// Goes on with an execution; does not wait for its end.
    void goOn(Hold hold, Kept kept);

    /// Others have everything that this server had under a lease.
    void lost(String owner);

    /// Somebody wants an execution to stop.
    void stop(String id);

    /// There may be new events of an execution that another server has.
    void news(String id);

    /// News may have been missed.
    void missed();
  }

  /// Nothing can be read or written now.
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message what is wrong, for operators
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Takes an execution on; when this returns, it is kept, and its claim with it.
  ///
  /// @throws Unavailable if it cannot be kept now; nor will it be later
  Acceptance accept(Header header, Value.Obj request, Optional<Claim> claim)
      throws Unavailable, InterruptedException;

  /// Takes an execution on, without waiting until it is kept. What is appended meanwhile is kept
  /// after it, and not without it.
  ///
  /// @throws Unavailable if it is known already that it cannot be kept now
  Promised promise(Header header, Value.Obj request) throws Unavailable;

  /// Keeps events that follow each other, without waiting.
  ///
  /// @param first the number of the first
  /// @param phase where the execution stands with the last, if it has moved; nothing follows the
  ///   end
  void append(Hold hold, long first, List<Value> events, Optional<Phase> phase, Receipt receipt);

  /// Keeps the events of an execution in place of those that are kept, without waiting.
  ///
  /// @param phase how it has ended with the last
  void replace(Hold hold, List<Value> events, Phase phase, Receipt receipt);

  /// Keeps that an execution is to stop, and tells whoever has it.
  void cancel(String id) throws Unavailable, InterruptedException;

  /// An execution of a tenant's.
  Optional<Kept> find(String tenant, String id) throws Unavailable;

  /// The events of an execution after a number.
  Events events(String id, long after) throws Unavailable;

  /// The names of a tenant's executions, newest first.
  List<String> list(String tenant, ExecutionShelf.Filter filter, int most) throws Unavailable;

  /// What a key has begun, if that is not too long ago.
  Optional<Claimed> claimed(String tenant, String key) throws Unavailable;

  /// Begins to hand over executions that nobody has any more, oldest first, and news of others.
  ///
  /// @return how many have been handed over at once
  int attend(Attendant attendant) throws Unavailable, InterruptedException;

  /// Why nothing can be kept now, if that is so.
  Optional<String> trouble();

  /// Keeps what has been asked for, lets go of what has not ended, and ends.
  @Override
  void close();
}
