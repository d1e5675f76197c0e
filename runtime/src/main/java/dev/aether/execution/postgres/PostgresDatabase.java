package dev.aether.execution.postgres;

import dev.aether.execution.ExecutionStore.Attendant;
import dev.aether.execution.ExecutionStore.Unavailable;
import dev.aether.execution.sql.Database;
import dev.aether.execution.sql.SqlStore;
import dev.aether.postgres.PostgresAddress;
import dev.aether.postgres.PostgresPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A PostgreSQL that servers share.
final class PostgresDatabase implements Database {
  private static final int TRIES = 5;
  private static final int IDS_AT_ONCE = 150; // what is told at once is shorter than 8,000 bytes

  private final PostgresAddress address;
  private final PostgresPool pool;
  private final Cluster cluster;
  private final News news;

  PostgresDatabase(PostgresPool pool, Duration heartbeat, PostgresStore.Sources sources) {
    this.address = pool.address();
    this.pool = pool;
    this.cluster = new Cluster(this, pool.source(), heartbeat, sources);
    this.news = new News(this, address, heartbeat);
    cluster.start();
  }

  @Override
  public String name() {
    return address.shown();
  }

  @Override
  public <T> T read(Work<T> work) throws SQLException {
    try (Connection connection = pool.connection()) {
      return work.on(connection);
    }
  }

  @Override
  public <T> T write(Work<T> work) throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return once(work);
      } catch (InDoubt unknown) {
        throw unknown;
      } catch (SQLException refused) {
        // Two servers that waited for each other: nothing was made, and the other one has ended.
        if (tries == TRIES || !state(refused).startsWith("40")) {
          throw refused;
        }
      }
    }
  }

  private <T> T once(Work<T> work) throws SQLException {
    try (Connection connection = pool.connection()) {
      connection.setAutoCommit(false);
      T result;
      try {
        result = work.on(connection);
      } catch (SQLException | RuntimeException refused) {
        rollBack(connection, refused);
        throw refused;
      }
      try {
        connection.commit();
      } catch (SQLException unknown) {
        throw new InDoubt(unknown);
      }
      return result;
    }
  }

  private static void rollBack(Connection connection, Exception because) {
    try {
      connection.rollback();
    } catch (SQLException broken) {
      because.addSuppressed(broken);
    }
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  @Override
  public Optional<String> owner(Connection connection) throws SQLException {
    return cluster.owner(connection);
  }

  @Override
  public Optional<String> owner() {
    return cluster.owner();
  }

  @Override
  public void tell(Connection connection, Collection<String> changed) throws SQLException {
    List<String> ids = List.copyOf(changed);
    for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
      notify(
          connection,
          News.CHANGED
              + String.join(",", ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE))));
    }
  }

  @Override
  public void tellToStop(Connection connection, String id) throws SQLException {
    notify(connection, News.STOP + id);
  }

  private static void notify(Connection connection, String text) throws SQLException {
    try (PreparedStatement say = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      say.setString(1, News.CHANNEL);
      say.setString(2, text);
      say.execute();
    }
  }

  /// Values that it does not take, and rules that it does not let be broken.
  @Override
  public boolean hopeless(SQLException failure) {
    String state = state(failure);
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  @Override
  public Optional<String> trouble() {
    return news.trouble().or(cluster::trouble);
  }

  @Override
  public String hasTag() {
    return "jsonb_exists(tags::jsonb, ?)";
  }

  @Override
  public int attend(SqlStore store, Attendant attendant) throws Unavailable, InterruptedException {
    cluster.attend(store, attendant);
    news.listen(attendant);
    return 0;
  }

  /// What this server was asked to stop, should that not have been heard.
  List<String> toBeStopped() throws SQLException {
    return cluster.toBeStopped();
  }

  @Override
  public void leave() {
    cluster.leave();
  }

  @Override
  public void close() {
    news.close();
    cluster.close();
    pool.close();
  }
}
