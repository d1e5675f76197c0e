package dev.aether.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes HTTP/1.1 responses, whole ones and ones that break off.
final class Wire {
  private final OutputStream out;
  private final String head;

  Wire(OutputStream out, String requestIdHeader, Behaviour behaviour) {
    this.out = out;
    var lines = new StringBuilder();
    lines.append("HTTP/1.1 ").append(behaviour.status()).append(" Standing In\r\n");
    lines.append(requestIdHeader).append(": req_standin\r\n");
    behaviour
        .headers()
        .forEach((name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
    this.head = lines.toString();
  }

  void whole(String body) throws IOException {
    send(json(body) + body);
  }

  /// Promises the whole body and sends half of it.
  void half(String body) throws IOException {
    send(json(body) + body.substring(0, body.length() / 2));
  }

  private String json(String body) {
    return head
        + "content-type: application/json\r\ncontent-length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n";
  }

  void begin() throws IOException {
    send(head + "content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
  }

  void frame(String frame) throws IOException {
    int length = frame.getBytes(StandardCharsets.UTF_8).length;
    send(Integer.toHexString(length) + "\r\n" + frame + "\r\n");
  }

  void end() throws IOException {
    send("0\r\n\r\n");
  }

  private void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
