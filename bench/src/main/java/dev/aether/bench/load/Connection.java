package dev.aether.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// One kept HTTP/1.1 connection that posts bodies and skips the answers.
///
/// The driver shares two cores with what it measures, so this does no more than a load needs: a
/// client library takes as long for a request as the bare server does for its answer.
final class Connection implements AutoCloseable {
  private static final int LARGEST_HEAD = 16_384;

  private final Socket socket;
  private final InputStream in;
  private final String head;
  private final byte[] headBytes = new byte[LARGEST_HEAD];

  /// @param accept what the `Accept` header says
  Connection(URI server, String path, String accept) throws IOException {
    this.socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 8_192);
    this.head =
        "POST %s HTTP/1.1\r\nHost: %s:%d\r\nAccept: %s\r\nContent-Type: application/json\r\n"
            .formatted(path, server.getHost(), server.getPort(), accept);
  }

  /// Posts a body and waits for the whole answer.
  ///
  /// @return the answer's length in bytes
  /// @throws IOException also if the status is not 200
  int post(byte[] body) throws IOException {
    byte[] start =
        (head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[start.length + body.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    socket.getOutputStream().write(whole);
    String answer = readHead();
    if (!answer.startsWith("HTTP/1.1 200")) {
      throw new IOException(answer.lines().findFirst().orElse("nothing"));
    }
    int length = length(answer);
    in.skipNBytes(length);
    return length;
  }

  private String readHead() throws IOException {
    int read = 0;
    while (read < LARGEST_HEAD) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      headBytes[read++] = (byte) next;
      if (next == '\n' && read >= 4 && headBytes[read - 3] == '\n') {
        return new String(headBytes, 0, read, StandardCharsets.US_ASCII);
      }
    }
    throw new IOException("the head of the answer does not end");
  }

  private static int length(String head) throws IOException {
    String name = "content-length:";
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
        .mapToInt(line -> Integer.parseInt(line.substring(name.length()).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("the answer has no length"));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
