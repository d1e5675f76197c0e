package dev.aether.testing;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A reader of an event stream on a plain socket, so that it can stop reading, and hang up.
public final class StreamReader implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final BufferedReader in;

  /// One event.
  public record Event(String type, String data) {}

  private StreamReader(int port, int receiveBufferBytes, String head, String body) {
    try {
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      String request =
          "%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n"
              .formatted(head, bytes.length);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes);
      in =
          new BufferedReader(
              new InputStreamReader(
                  new Chunks(new BufferedInputStream(socket.getInputStream(), 256)),
                  StandardCharsets.UTF_8),
              256);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Asks for a stream by POST.
  public static StreamReader post(int port, String path, String body) {
    return new StreamReader(port, 0, "POST " + path, body);
  }

  /// Asks for a stream by GET.
  public static StreamReader get(int port, String path) {
    return new StreamReader(port, 0, "GET " + path, "");
  }

  /// Asks for a stream by GET, with as little room for what is not read as the system allows.
  public static StreamReader narrow(int port, String path) {
    return new StreamReader(port, 2048, "GET " + path, "");
  }

  /// What is in the chunks of a response.
  private static final class Chunks extends InputStream {
    private final InputStream raw;
    private boolean begun;
    private long left;

    Chunks(InputStream raw) {
      this.raw = raw;
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = raw.read(); c >= 0 && c != '\n'; c = raw.read()) {
        line.append((char) c);
      }
      return line.toString().strip();
    }

    /// Whether there is more.
    private boolean more() throws IOException {
      if (!begun) {
        begun = true;
        String status = line();
        String header = line();
        while (!header.isEmpty()) {
          header = line();
        }
        if (!status.contains(" 200 ")) {
          throw new AssertionError("the server says: " + status);
        }
        left = Long.parseLong(line(), 16);
      } else if (left == 0) {
        line(); // the end of the chunk before
        String size = line();
        left = size.isEmpty() ? 0 : Long.parseLong(size, 16);
      }
      return left > 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 && !more()) {
        return -1;
      }
      int read = raw.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }
  }

  /// The next event; nothing when the server has hung up.
  public Optional<Event> next() {
    String type = "";
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("event: ")) {
          type = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          return Optional.of(new Event(type, line.substring("data: ".length())));
        }
      }
      return Optional.empty();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The first event of a type that comes.
  public Event awaitEvent(String type) {
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      if (event.get().type().equals(type)) {
        return event.get();
      }
    }
    throw new AssertionError("the stream ended without " + type);
  }

  /// Hangs up without a word.
  public void hangUp() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    hangUp();
  }
}
