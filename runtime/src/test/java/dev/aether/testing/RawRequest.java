package dev.aether.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// Bytes to a server that no decent client would send.
public final class RawRequest {
  private static final int PATIENCE_MILLIS = 15_000;
  private static final int DRIP_MILLIS = 50;

  private final Socket socket;

  private RawRequest(Socket socket) {
    this.socket = socket;
  }

  /// A connection to a port of this machine.
  public static RawRequest to(int port) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new RawRequest(socket);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Sends text, as Latin-1.
  public RawRequest send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends bytes; a server that has hung up may.
  @SuppressWarnings("EmptyCatch") // its answer is of interest, if there is one
  public RawRequest send(byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException hungUp) {
      // What it said before can still be read.
    }
    return this;
  }

  /// Sends one byte after the other, with less than any limit of silence between them, until the
  /// server answers or hangs up.
  public RawRequest dripUntilEnd(char drop) {
    try {
      socket.setSoTimeout(DRIP_MILLIS);
      for (int i = 0; i < PATIENCE_MILLIS / DRIP_MILLIS; i++) {
        socket.getOutputStream().write(drop);
        try {
          first = socket.getInputStream().read();
          break;
        } catch (SocketTimeoutException _) {
          first = NOTHING;
        }
      }
      if (first == NOTHING) {
        throw new AssertionError("the server still takes what drips");
      }
    } catch (IOException hungUp) {
      first = -1;
    }
    return this;
  }

  private static final int NOTHING = -2;
  private int first = NOTHING;

  /// No more is sent.
  @SuppressWarnings("EmptyCatch")
  public RawRequest finish() {
    try {
      socket.shutdownOutput();
    } catch (IOException hungUp) {
      // As well.
    }
    return this;
  }

  /// Everything that the server says until it hangs up.
  public String answer() {
    var all = new ByteArrayOutputStream();
    try (socket) {
      if (first >= 0) {
        all.write(first);
      }
      if (first != -1) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        InputStream in = socket.getInputStream();
        byte[] part = new byte[8192];
        for (int read = in.read(part); read >= 0; read = in.read(part)) {
          all.write(part, 0, read);
        }
      }
    } catch (SocketTimeoutException hangs) {
      throw new AssertionError("the server neither answers nor hangs up: " + all, hangs);
    } catch (IOException hungUp) {
      return all.toString(StandardCharsets.UTF_8); // reset, because not all was read
    }
    return all.toString(StandardCharsets.UTF_8);
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
}
