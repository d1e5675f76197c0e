package dev.aether.http;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.json.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// `GET /openapi.json`: what can be asked of the server, for programs ([OpenAPI
/// 3.1](https://spec.openapis.org/oas/v3.1.1.html)). Written by hand in `openapi.yaml`; a test
/// compares it with the routes and with what the server answers.
final class OpenApi {
  private final String version;
  private final AtomicReference<byte @Nullable []> written = new AtomicReference<>();

  /// @param version of the runtime
  OpenApi(String version) {
    this.version = version;
  }

  /// Read when somebody asks for the first time.
  Response document(Request request) {
    byte[] bytes = written.get();
    if (bytes == null) {
      bytes = Response.bytes(document());
      written.set(bytes);
    }
    return Response.json(200, bytes);
  }

  private Value.Obj document() {
    Value.Obj written = written();
    Value.Obj info =
        written.members().get("info") instanceof Value.Obj there ? there : Value.Obj.EMPTY;
    return written.overlaidWith(
        new Members()
            .put("info", info.overlaidWith(new Members().put("version", version).end()))
            .end());
  }

  private static Value.Obj written() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.yaml")) {
      if (in != null
          && YamlText.read(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              instanceof JsonText.Parsed(Value.Obj document)) {
        return document;
      }
      throw new IllegalStateException("openapi.yaml is missing, or no YAML");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
