package dev.aether.execution.postgres;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.execution.ExecutionStore.Hold;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.SqlStore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/// The servers on one database, by db-scheduler. There are two kinds of tasks: a lease, which a
/// server works on for as long as it lives, and an execution that nobody has, which a server works
/// on until it has taken it. The library gives signs of life for both, and finds out whose have
/// stopped.
///
/// Who is taken for dead loses its lease and its executions in one transaction. Every transaction
/// of a server locks its lease, so it is either before that, and found, or finds itself dead.
final class Cluster implements AutoCloseable {
  private static final Logger LOG = System.getLogger("aether.store");
  private static final int SIGNS_PER_HEARTBEAT = 4; // the fewest that the library lets be missed
  private static final int TAKEN_AT_ONCE = 16;
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// What a server with the executions loses if it still is as silent as it was seen to be.
  private static final String END_LEASE =
      """
      DELETE FROM tasks WHERE task_name = 'server' AND task_instance = ?
        AND (?::timestamptz IS NULL OR last_heartbeat <= ?::timestamptz)
      """;

  private static final String RELEASE =
      """
      INSERT INTO tasks (task_name, task_instance, execution_time, picked, version)
      SELECT 'execution', id, now(), FALSE, 1 FROM executions WHERE owner = ? AND NOT ended
      ON CONFLICT DO NOTHING
      """;

  private static final String TAKE =
      """
      UPDATE executions SET owner = ?, epoch = epoch + 1 WHERE id = ? AND NOT ended
        AND (owner = ? OR NOT EXISTS (
          SELECT 1 FROM tasks WHERE task_name = 'server' AND task_instance = owner AND picked))
      RETURNING epoch
      """;

  private final Database database;
  private final Lease lease;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final Duration poll;
  private final AtomicReference<Optional<Attending>> attending =
      new AtomicReference<>(Optional.empty());

  private record Attending(SqlStore store, Attendant attendant) {}

  Cluster(Database database, DataSource pool, Duration heartbeat, PostgresStore.Sources sources) {
    this.database = database;
    this.clock = sources.clock();
    this.poll = Duration.ofMillis(Math.clamp(heartbeat.toMillis() / 10, 50, 1_000));
    this.lease =
        new Lease(
            database,
            heartbeat,
            sources,
            owner -> attending.get().ifPresent(here -> here.attendant().lost(owner)));
    CustomTask<Void> servers =
        Tasks.custom(Lease.TASK, Void.class)
            .onDeadExecution((dead, _) ->
                lease.ofDead(
                    dead.getExecution().taskInstance.getId(),
                    dead.getExecution().lastHeartbeat,
                    this::release))
            .execute((instance, _) -> lease.hold(instance.getId()));
    CustomTask<Void> executions =
        Tasks.custom("execution", Void.class)
            .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY))
            .onDeadExecution(
                (dead, task) -> unlessGone(() -> task.reschedule(dead, sources.clock().instant())))
            .execute((instance, _) -> take(instance.getId()));
    this.scheduler =
        Scheduler.create(pool, List.of(servers, executions))
            .tableName("tasks")
            .schedulerName(new SchedulerName.Fixed(sources.ids().get()))
            .threads(TAKEN_AT_ONCE)
            .executorService(Executors.newVirtualThreadPerTaskExecutor())
            .pollingInterval(poll)
            .pollUsingLockAndFetch(0.5, 1.0)
            .heartbeatInterval(heartbeat.dividedBy(SIGNS_PER_HEARTBEAT))
            .missedHeartbeatsLimit(SIGNS_PER_HEARTBEAT)
            .enableImmediateExecution()
            .shutdownMaxWait(RETRY)
            .failureLogging(LogLevel.DEBUG, false)
            .addSchedulerListener(
                new AbstractSchedulerListener() {
                  @Override
                  public void onExecutionFailedHeartbeat(CurrentlyExecuting silent) {
                    lease.silent(silent.getTaskInstance().getId());
                  }

                  @Override
                  public void onSchedulerEvent(SchedulerEventType type) {
                    if (type == SchedulerEventType.RAN_UPDATE_HEARTBEATS) {
                      lease.sign();
                    }
                  }
                })
            .build();
  }

  void start() {
    scheduler.start();
    lease.keep(
        id -> scheduler.scheduleIfNotExists(new TaskInstance<>(Lease.TASK, id), clock.instant()));
  }

  /// The lease of this server, as far as it knows.
  Optional<String> owner() {
    return lease.held();
  }

  /// The lease of this server, if nobody has ended it.
  Optional<String> owner(Connection connection) throws SQLException {
    return lease.confirmed(connection);
  }

  Optional<String> trouble() {
    return lease.held().isPresent()
        ? Optional.empty()
        : Optional.of("this server has no lease now, so it may not write");
  }

  void attend(SqlStore store, Attendant attendant) {
    attending.set(Optional.of(new Attending(store, attendant)));
    scheduler.triggerCheckForDueExecutions();
  }

  /// Takes an execution that nobody has, and goes on with it.
  private CompletionHandler<Void> take(String id) {
    Optional<Attending> here = attending.get();
    if (here.isEmpty() || !here.get().attendant().hasRoom()) {
      return (done, task) -> task.reschedule(done, clock.instant().plus(poll.multipliedBy(2)));
    }
    Attendant attendant = here.get().attendant();
    if (!attendant.has(id)) {
      try {
        here.get()
            .store()
            .take(id, (connection, owner) -> take(id, connection, owner))
            .ifPresent(taken -> attendant.goOn(taken.hold(), taken.kept()));
      } catch (Unavailable later) {
        throw new IllegalStateException(later);
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(closing);
      }
    }
    return (_, task) -> unlessGone(task::remove);
  }

  /// A task may be put up again while somebody still works on it; then it is done twice, and the
  /// second time nothing is left to do.
  private static void unlessGone(Runnable change) {
    try {
      change.run();
    } catch (ExecutionException gone) {
      LOG.log(Level.DEBUG, "somebody else was faster", gone);
    }
  }

  private static Optional<Hold> take(String id, Connection connection, String owner)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(TAKE)) {
      update.setString(1, owner);
      update.setString(2, id);
      update.setString(3, owner);
      try (ResultSet row = update.executeQuery()) {
        return row.next() ? Optional.of(new Hold(id, owner, row.getLong(1))) : Optional.empty();
      }
    }
  }

  /// Ends a lease, and lets others have its executions.
  ///
  /// @param seen when its last sign of life was; empty for the own one
  private boolean release(String owner, Optional<Instant> seen) throws SQLException {
    String time = seen.map(Instant::toString).orElse(null);
    return database.write(connection -> {
      try (PreparedStatement end = connection.prepareStatement(END_LEASE)) {
        end.setString(1, owner);
        end.setString(2, time);
        end.setString(3, time);
        if (end.executeUpdate() == 0) {
          return false;
        }
      }
      try (PreparedStatement insert = connection.prepareStatement(RELEASE)) {
        insert.setString(1, owner);
        insert.executeUpdate();
      }
      return true;
    });
  }

  List<String> toBeStopped() throws SQLException {
    Optional<String> owner = lease.held();
    if (owner.isEmpty()) {
      return List.of();
    }
    return database.read(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT id FROM executions WHERE owner = ? AND NOT ended AND cancelling")) {
        select.setString(1, owner.get());
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            ids.add(rows.getString(1));
          }
        }
        return ids;
      }
    });
  }

  /// Lets others have what is unfinished here.
  void leave() {
    attending.set(Optional.empty());
    lease.leave(this::release);
  }

  @Override
  public void close() {
    scheduler.stop();
  }
}
