package dev.aether.llm.provider;

import java.io.IOException;
import java.io.InputStream;

/// A response's body. The HTTP client reports a connection that breaks in the middle with several
/// kinds of unchecked exceptions; here they are all what they are, a failure of the stream.
final class Body extends InputStream {
  private final InputStream stream;

  Body(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public int read() throws IOException {
    try {
      return stream.read();
    } catch (RuntimeException broken) {
      throw new IOException("the response ends early", broken);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return stream.read(bytes, offset, length);
    } catch (RuntimeException broken) {
      throw new IOException("the response ends early", broken);
    }
  }
}
