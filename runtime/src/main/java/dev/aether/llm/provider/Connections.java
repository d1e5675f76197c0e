package dev.aether.llm.provider;

import io.helidon.common.tls.Tls;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.api.WebClientConfig;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The open connections to one server: HTTP/1.1, each used by one call at a time.
///
/// The HTTP client has a pool of its own. Ours differs in what matters here: whoever has a
/// connection can close it whatever state it is in, which is how a cancelled call stops the
/// provider's work; and no thread watches the idle ones. A server may close an idle connection
/// without our noticing, so one that has lain idle for a while is probed for a millisecond before
/// it is used. The last used is the first to be used again; the others grow old and are closed.
final class Connections {
  private static final Duration TRUSTED = Duration.ofMillis(500);
  private static final Duration PROBE = Duration.ofMillis(1);

  private final WebClient webClient;
  private final ConnectionKey server;
  private final int maxIdle;
  private final long idleNanos;
  private final LongSupplier nanoTime;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger idleCount = new AtomicInteger();

  Connections(Endpoint endpoint, WebClient webClient, LongSupplier nanoTime) {
    this.webClient = webClient;
    WebClientConfig config = webClient.prototype();
    this.server =
        ConnectionKey.create(
            endpoint.base().getScheme(),
            endpoint.base().getHost(),
            endpoint.port(),
            endpoint.base().getScheme().equals("https")
                ? config.tls()
                : Tls.builder().enabled(false).build(),
            config.dnsResolver(),
            config.dnsAddressLookup(),
            Proxy.noProxy());
    this.maxIdle = endpoint.maxIdle();
    this.idleNanos = endpoint.idleTime().toNanos();
    this.nanoTime = nanoTime;
  }

  /// A connection in the hands of one call.
  static final class Connection {
    private @Nullable TcpClientConnection tcp;
    private boolean finished;
    private long idleSince;

    /// What the HTTP client works on.
    TcpClientConnection tcp() {
      if (tcp == null) {
        throw new IllegalStateException("not connected");
      }
      return tcp;
    }

    /// Whether the last response has been read to its end.
    boolean finished() {
      return finished;
    }

    /// Called by the HTTP client when the response has been read to its end.
    private boolean finish() {
      finished = true;
      return true; // it stays open
    }
  }

  /// An open connection, used or new.
  ///
  /// @throws RuntimeException the HTTP client's own, if there is no connection to be had
  Connection take() {
    for (Connection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      idleCount.decrementAndGet();
      if (usable(next)) {
        next.finished = false;
        return next;
      }
      next.tcp().closeResource();
    }
    var connection = new Connection();
    connection.tcp =
        TcpClientConnection.create(
                webClient, server, List.of("http/1.1"), _ -> connection.finish(), _ -> {})
            .connect();
    return connection;
  }

  private boolean usable(Connection connection) {
    long age = nanoTime.getAsLong() - connection.idleSince;
    return age < TRUSTED.toNanos() || (age < idleNanos && silent(connection.tcp()));
  }

  /// Whether the server has neither closed the connection nor sent anything that nobody asked for.
  private static boolean silent(TcpClientConnection tcp) {
    if (tcp.reader().available() > 0) {
      return false;
    }
    try {
      tcp.readTimeout(PROBE);
      var _ = tcp.helidonSocket().get();
      return false;
    } catch (UncheckedIOException closedOrNot) {
      return closedOrNot.getCause() instanceof SocketTimeoutException;
    }
  }

  /// Takes a connection back. It is closed unless its last response was read to the end.
  void giveBack(Connection connection) {
    if (!connection.finished || idleCount.get() >= maxIdle) {
      connection.tcp().closeResource();
      return;
    }
    connection.idleSince = nanoTime.getAsLong();
    idleCount.incrementAndGet();
    idle.addFirst(connection);
    closeOld();
  }

  private void closeOld() {
    for (Connection oldest = idle.peekLast();
        oldest != null && nanoTime.getAsLong() - oldest.idleSince >= idleNanos;
        oldest = idle.peekLast()) {
      if (idle.removeLastOccurrence(oldest)) {
        idleCount.decrementAndGet();
        oldest.tcp().closeResource();
      }
    }
  }

  /// Closes what is idle.
  void close() {
    for (Connection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      idleCount.decrementAndGet();
      next.tcp().closeResource();
    }
  }
}
