package dev.aether.testing;

import dev.aether.llm.Pause;
import dev.aether.testing.Behaviour.Fault;
import dev.aether.testing.Speech.Answer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Both vendors on one port of this machine: it checks requests as they do, answers, streams,
/// counts and caches as they do, and fails as it is told.
///
/// A plain socket server, because an HTTP library would not let it misbehave.
public final class VendorStandIn implements AutoCloseable {
  private static final int LEAST_CACHEABLE_TOKENS = 1024;

  private final ServerSocket server;
  private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
  private final List<SeenRequest> log = new CopyOnWriteArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<String> cachedPrefixes = ConcurrentHashMap.newKeySet();
  private final Pause latency = Thread::sleep;
  private final boolean logging;
  private volatile Function<SeenRequest, Behaviour> usually = _ -> Behaviour.ECHO;
  private final CountDownLatch closedAfterwards = new CountDownLatch(1);

  private VendorStandIn(int port, boolean logging) throws IOException {
    this.server = new ServerSocket(port, 4096, InetAddress.getLoopbackAddress());
    this.logging = logging;
  }

  /// Starts on a free port.
  public static VendorStandIn start() {
    return start(0, true);
  }

  /// Starts.
  ///
  /// @param logging whether requests are kept; a load test has too many
  public static VendorStandIn start(int port, boolean logging) {
    try {
      var standIn = new VendorStandIn(port, logging);
      Thread.ofVirtual().start(standIn::accept);
      return standIn;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// What OpenAI's clients take as the base address.
  public URI openAi() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1");
  }

  /// What Anthropic's clients take as the base address.
  public URI anthropic() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// What it does with the next requests, in the order of their arrival.
  public VendorStandIn then(Behaviour... next) {
    script.addAll(List.of(next));
    return this;
  }

  /// What it does when the script is at its end.
  public VendorStandIn usually(Function<SeenRequest, Behaviour> behaviour) {
    usually = behaviour;
    return this;
  }

  /// The requests so far, in the order of their arrival.
  public List<SeenRequest> log() {
    return List.copyOf(log);
  }

  /// Whole answers so far that a client must pay for.
  public int answered() {
    return answered.get();
  }

  /// Connections so far.
  public int connections() {
    return connections.get();
  }

  /// Opens when a connection has been closed by [Fault#CLOSE_AFTERWARDS].
  public CountDownLatch closedAfterwards() {
    return closedAfterwards;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        int number = connections.getAndIncrement();
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket, int number) {
    open.add(socket);
    try (socket) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      for (SeenRequest request = SeenRequest.read(in, number);
          request != null;
          request = SeenRequest.read(in, number)) {
        if (logging) {
          log.add(request);
        }
        if (!answer(request, in, socket.getOutputStream())) {
          return;
        }
      }
    } catch (IOException | InterruptedException _) {
      // the client went away
    } finally {
      open.remove(socket);
    }
  }

  /// @return whether the connection stays open
  private boolean answer(SeenRequest request, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    Speech speech = Speech.at(request.path());
    Behaviour behaviour =
        speech
            .complaint(request)
            .or(() -> Optional.ofNullable(script.poll()))
            .orElseGet(() -> usually.apply(request));
    pause(behaviour.latency());
    if (behaviour.fault() == Fault.CLOSE) {
      return false;
    }
    if (behaviour.fault() == Fault.HANG) {
      return untilAbandoned(request, in);
    }
    var wire = new Wire(out, speech.requestIdHeader(), behaviour);
    if (behaviour.fault() == Fault.GARBAGE) {
      if (request.streaming()) {
        wire.begin();
        wire.frame("data: {\"a\": <\n\n");
        wire.end();
      } else {
        wire.whole("<html>");
      }
      return true;
    }
    if (behaviour.status() != 200) {
      String key = request.headers().getOrDefault("x-api-key", "sk-standin-key");
      wire.whole(speech.error(behaviour, "told to fail; the key was " + key));
      return true;
    }
    Answer answer = compose(request, behaviour, speech);
    return request.streaming() ? stream(answer, speech, in, wire) : whole(answer, speech, in, wire);
  }

  private Answer compose(SeenRequest request, Behaviour behaviour, Speech speech) {
    String full = behaviour.text().orElseGet(request::prompt);
    List<String> words = Speech.pieces(full);
    int limit = speech.limit(request);
    boolean cut = words.size() > limit;
    String text = cut ? String.join("", words.subList(0, limit)) : full;
    int input = tokens(request.prompt());
    int read = 0;
    int written = 0;
    Optional<String> prefix = speech.cacheablePrefix(request);
    if (prefix.isPresent()) {
      int size = tokens(prefix.get());
      input += size;
      if (size >= LEAST_CACHEABLE_TOKENS) {
        boolean known = !cachedPrefixes.add(prefix.get());
        read = known ? size : 0;
        written = known ? 0 : size;
      }
    }
    int output = tokens(text) + behaviour.reasoningTokens();
    return new Answer(request, text, cut, behaviour, input, read, written, output);
  }

  /// As this stand-in counts them: words.
  public static int tokens(String text) {
    return Speech.pieces(text).size();
  }

  private boolean whole(Answer answer, Speech speech, InputStream in, Wire wire)
      throws IOException {
    String body = speech.whole(answer);
    return switch (answer.behaviour().fault()) {
      case CUT, CUT_BEFORE_USAGE, ERROR_EVENT -> {
        wire.half(body);
        yield false;
      }
      case STALL -> {
        wire.half(body);
        yield untilAbandoned(answer.request(), in);
      }
      case CLOSE_AFTERWARDS -> {
        answered.incrementAndGet(); // before the client can see it
        wire.whole(body);
        yield closeSilently(in);
      }
      case NONE, CLOSE, HANG, GARBAGE -> {
        answered.incrementAndGet();
        wire.whole(body);
        yield true;
      }
    };
  }

  private boolean stream(Answer answer, Speech speech, InputStream in, Wire wire)
      throws IOException, InterruptedException {
    List<String> frames = speech.frames(answer);
    int half = frames.size() / 2;
    int said = frames.size() - speech.closingFrames(answer);
    Fault fault = answer.behaviour().fault();
    wire.begin();
    for (int i = 0; i < frames.size(); i++) {
      if ((fault == Fault.CUT && i == half) || (fault == Fault.CUT_BEFORE_USAGE && i == said)) {
        return false;
      }
      if (fault == Fault.STALL && i == half) {
        return untilAbandoned(answer.request(), in);
      }
      if (fault == Fault.ERROR_EVENT && i == half) {
        wire.frame(speech.errorEvent());
        wire.end();
        return true;
      }
      pause(answer.behaviour().drip());
      wire.frame(frames.get(i));
    }
    answered.incrementAndGet();
    wire.end();
    return fault != Fault.CLOSE_AFTERWARDS || closeSilently(in);
  }

  private boolean closeSilently(InputStream in) throws IOException {
    in.close();
    closedAfterwards.countDown();
    return false;
  }

  private void pause(Duration duration) throws InterruptedException {
    if (duration.isPositive()) {
      latency.of(duration);
    }
  }

  /// Sends nothing more, and notes when the client gives up.
  private static boolean untilAbandoned(SeenRequest request, InputStream in) {
    try {
      while (in.read() >= 0) {
        // whatever the client still has to say
      }
    } catch (IOException _) {
      // closed the hard way
    }
    request.abandoned().countDown();
    return false;
  }

  /// Stops, and closes every connection.
  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
