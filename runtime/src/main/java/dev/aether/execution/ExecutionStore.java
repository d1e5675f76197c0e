package dev.aether.execution;

import dev.aether.context.Value;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps executions where a crash does not reach them: what was asked for, and the numbered events.
///
/// Writes are kept in the order in which they were asked for. Safe for use by many threads.
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
  /// @param request the body that asked for it, without values of high sensitivity
  /// @param events in order, the first one is number 1
  /// @param cancelling whether somebody has asked it to stop
  record Kept(Header header, Value.Obj request, List<Value> events, boolean cancelling) {
    /// Copies the list.
    public Kept {
      events = List.copyOf(events);
    }
  }

  /// An `Idempotency-Key` and the body that it came with.
  record Claim(String key, String bodyHash) {}

  /// What a claim began.
  record Claimed(String bodyHash, String executionId) {}

  /// Nothing can be read or written now.
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param message what is wrong, for operators
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Takes an execution on; when this returns, it is kept, and its claim with it.
  void accept(Header header, Value.Obj request, Optional<Claim> claim)
      throws Unavailable, InterruptedException;

  /// Keeps an event, without waiting.
  ///
  /// @param phase where the execution stands with it, if it moves
  /// @param kept called once it is kept; never if it cannot be
  void append(String id, long number, Value event, Optional<Phase> phase, Runnable kept);

  /// Keeps that an execution is to stop; when this returns, it is kept.
  void cancel(String id) throws Unavailable, InterruptedException;

  /// An execution of a tenant's.
  Optional<Kept> find(String tenant, String id) throws Unavailable;

  /// The names of a tenant's executions, newest first.
  List<String> list(String tenant, ExecutionShelf.Filter filter, int most) throws Unavailable;

  /// What a key has begun, if that is not too long ago.
  Optional<Claimed> claimed(String tenant, String key) throws Unavailable;

  /// All executions that have not ended, oldest first.
  List<Kept> unfinished() throws Unavailable;

  /// Why nothing can be kept now, if that is so.
  Optional<String> trouble();

  /// Keeps what has been asked for, and ends.
  @Override
  void close();
}
