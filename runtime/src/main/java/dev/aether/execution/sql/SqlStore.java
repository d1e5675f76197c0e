package dev.aether.execution.sql;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.execution.ExecutionShelf.Filter;
import dev.aether.execution.ExecutionStore;
import dev.aether.execution.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Executions in the tables of a database. The newest executions stay, and those that have not
/// ended.
public final class SqlStore implements ExecutionStore {
  private static final Duration KEYS_LAST = Duration.ofHours(24);
  private static final int CLEAN_EVERY = 200;
  private static final int CLEAN_AT_ONCE = 1_000;
  static final String DEAD = "this server was taken for dead";

  private final Database database;
  private final InstantSource clock;
  private final int keep;
  private final SqlReader reader;
  private final GroupCommit writer;
  private final AtomicLong ended = new AtomicLong();

  /// @param database is closed with the store
  /// @param parser reads what was written
  /// @param keep executions that have ended and stay
  public SqlStore(Database database, ValueParser parser, InstantSource clock, int keep) {
    this.database = database;
    this.clock = clock;
    this.keep = keep;
    this.reader = new SqlReader(database, parser);
    this.writer = new GroupCommit(database);
  }

  @Override
  public Acceptance accept(Header header, Value.Obj request, Optional<Claim> claim)
      throws Unavailable, InterruptedException {
    String body = CompactJson.of(request);
    long now = clock.millis();
    var acceptance = new AtomicReference<Acceptance>();
    writer.await(
        (connection, owner) -> acceptance.set(accept(header, body, claim, now, connection, owner)),
        connection -> Write.withdraw(header.id(), connection));
    return acceptance.get();
  }

  @Override
  public Promised promise(Header header, Value.Obj request) throws Unavailable {
    String owner = database.owner().orElseThrow(() -> new Unavailable(DEAD, new Throwable()));
    Write.Begin begin = begin(header, owner, CompactJson.of(request));
    writer.ask(begin);
    return new Promised(begin.hold(), begin.end());
  }

  private static Write.Begin begin(Header header, String owner, String body) {
    return new Write.Begin(
        new Hold(header.id(), owner, 1), header, body, new CompletableFuture<>());
  }

  private Acceptance accept(
      Header header,
      String body,
      Optional<Claim> claim,
      long now,
      Connection connection,
      String owner)
      throws SQLException {
    if (claim.isPresent() && !take(claim.get(), header, now, connection)) {
      Optional<Claimed> earlier =
          SqlReader.claimed(
              header.tenant(), claim.get().key(), now - KEYS_LAST.toMillis(), connection);
      return new Before(
          earlier.orElseThrow(() -> new SQLException("a key was taken and given back at once")));
    }
    Write.Begin begin = begin(header, owner, body);
    var growth = new Growth(database);
    growth.begin(begin);
    growth.make(connection, new HashSet<>());
    return new TakenOn(begin.hold());
  }

  private static boolean take(Claim claim, Header header, long now, Connection connection)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(Statements.CLAIM)) {
      insert.setString(1, header.tenant());
      insert.setString(2, Statements.plain(claim.key()));
      insert.setString(3, claim.bodyHash());
      insert.setString(4, header.id());
      insert.setLong(5, now);
      insert.setLong(6, now - KEYS_LAST.toMillis());
      return insert.executeUpdate() > 0;
    }
  }

  @Override
  public void append(
      Hold hold, long first, List<Value> events, Optional<Phase> phase, Receipt receipt) {
    write(new Write.Append(hold, first, lines(events), phase, false, receipt));
  }

  @Override
  public void replace(Hold hold, List<Value> events, Phase phase, Receipt receipt) {
    write(new Write.Append(hold, 1, lines(events), Optional.of(phase), true, receipt));
  }

  private static List<String> lines(List<Value> events) {
    return events.stream().map(CompactJson::of).toList();
  }

  private void write(Write.Append append) {
    writer.write(append);
    if (append.urgent() && ended.incrementAndGet() % CLEAN_EVERY == 0) {
      writer.write(new Write.Chore(this::clean));
    }
  }

  private void clean(Connection connection) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(Statements.FORGET)) {
      delete.setInt(1, CLEAN_AT_ONCE);
      delete.setInt(2, keep);
      delete.executeUpdate();
    }
    try (PreparedStatement delete = connection.prepareStatement(Statements.FORGET_CLAIMS)) {
      delete.setLong(1, clock.millis() - KEYS_LAST.toMillis());
      delete.executeUpdate();
    }
  }

  @Override
  public void cancel(String id) throws Unavailable, InterruptedException {
    writer.await(
        (connection, _) -> {
          try (PreparedStatement update = connection.prepareStatement(Statements.CANCEL)) {
            update.setString(1, id);
            update.executeUpdate();
          }
          database.tellToStop(connection, id);
        },
        _ -> {}); // who asked to stop may find it stopped
  }

  /// Takes an execution that nobody has any more.
  ///
  /// @param take raises its epoch, in the name of a server, and gives the new one; empty if there
  ///   is nothing to be taken
  /// @return what was taken; empty if it has ended, or somebody has it
  public Optional<Taken> take(String id, Take take) throws Unavailable, InterruptedException {
    var hold = new AtomicReference<Optional<Hold>>(Optional.empty());
    writer.await(
        (connection, owner) -> hold.set(take.from(connection, owner)),
        _ -> {}); // it is taken again
    Optional<Hold> held = hold.get();
    if (held.isEmpty()) {
      return Optional.empty();
    }
    return reader.find(id).map(kept -> new Taken(held.get(), kept));
  }

  /// Takes an execution from nobody.
  @FunctionalInterface
  public interface Take {
    /// Takes it, or not.
    ///
    /// @param owner who takes it
    Optional<Hold> from(Connection connection, String owner) throws SQLException;
  }

  /// An execution that was taken.
  public record Taken(Hold hold, Kept kept) {}

  /// An execution of any tenant's.
  public Optional<Kept> find(String id) throws Unavailable {
    return reader.find(id);
  }

  @Override
  public Optional<Kept> find(String tenant, String id) throws Unavailable {
    return find(id).filter(kept -> kept.header().tenant().equals(tenant));
  }

  @Override
  public Events events(String id, long after) throws Unavailable {
    return reader.events(id, after);
  }

  @Override
  public List<String> list(String tenant, Filter filter, int most) throws Unavailable {
    return reader.list(tenant, filter, most);
  }

  @Override
  public Optional<Claimed> claimed(String tenant, String key) throws Unavailable {
    return reader.claimed(tenant, key, clock.millis() - KEYS_LAST.toMillis());
  }

  @Override
  public int attend(Attendant attendant) throws Unavailable, InterruptedException {
    return database.attend(this, attendant);
  }

  @Override
  public Optional<String> trouble() {
    return writer.trouble().or(database::trouble);
  }

  @Override
  public void close() {
    writer.close();
    database.leave();
    database.close();
  }
}
