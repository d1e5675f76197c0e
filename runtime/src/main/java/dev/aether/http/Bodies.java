package dev.aether.http;

import dev.aether.config.ServerSettings.InputLimits;
import dev.aether.context.Value;
import dev.aether.execution.FlowText;
import dev.aether.execution.RequestReader;
import dev.aether.json.Apart;
import dev.aether.json.JsonText;
import dev.aether.workflow.FlowReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/// Reads JSON bodies within their limit.
final class Bodies {
  /// How much of a body that is too large is read past the limit, before the connection is closed.
  static final int IGNORED_BYTES = 64 << 20;

  private final int limitBytes;

  Bodies(InputLimits limits) {
    this.limitBytes = limits.maxBodyBytes();
  }

  /// The body as a value.
  Value json(Request request) throws ProblemException {
    return value(jsonBytes(request));
  }

  /// The body as a request to run a flow.
  RequestReader.Reading flowRequest(Request request, RequestReader reader) throws ProblemException {
    byte[] bytes = jsonBytes(request);
    String tenant = request.caller().tenant();
    Optional<Apart<FlowReader.Flow>> apart = Apart.read(bytes, FlowText.MEMBER, reader::flow);
    return apart.isPresent()
        ? reader.read(apart.get().rest(), apart.get().member(), tenant)
        : reader.read(value(bytes), tenant);
  }

  private byte[] jsonBytes(Request request) throws ProblemException {
    Optional<String> type = request.header().apply("Content-Type");
    if (type.isPresent() && !isJson(type.get())) {
      throw new ProblemException(
          Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "the body must be application/json, not " + type.get()));
    }
    return bytes(request);
  }

  private static Value value(byte[] bytes) throws ProblemException {
    return switch (JsonText.JSON.read(bytes)) {
      case JsonText.Parsed(var value) -> value;
      case JsonText.Malformed malformed ->
          throw new ProblemException(Problems.malformed(malformed));
      case JsonText.TooDeep deep -> throw new ProblemException(Problems.tooDeep(deep));
    };
  }

  /// JSON by its name, or what simple clients send when nobody told them.
  private static boolean isJson(String contentType) {
    String type = contentType.toLowerCase(Locale.ROOT);
    int end = type.indexOf(';');
    type = (end < 0 ? type : type.substring(0, end)).strip();
    return type.endsWith("/json")
        || type.endsWith("+json")
        || type.equals("application/x-www-form-urlencoded");
  }

  /// The body as a value; an empty object if there is none.
  Value jsonIfAny(Request request) throws ProblemException {
    byte[] bytes = bytes(request);
    return bytes.length == 0 ? Value.Obj.EMPTY : value(bytes);
  }

  private byte[] bytes(Request request) throws ProblemException {
    try (InputStream in = request.body().get()) {
      byte[] bytes = in.readNBytes(most(request));
      if (bytes.length > limitBytes) {
        in.skip(IGNORED_BYTES); // most clients read the answer only after they have sent everything
        throw tooLarge();
      }
      return bytes;
    } catch (TimedBody.TooSlow slow) {
      throw new ProblemException(
          Problem.of(ProblemType.REQUEST_TIMEOUT, String.valueOf(slow.getMessage())));
    } catch (IOException broken) {
      throw new ProblemException(
          Problem.of(ProblemType.BAD_REQUEST, String.valueOf(broken.getMessage())));
    }
  }

  /// How much to read: what was announced, if that is less than the limit. A reader that is told no
  /// more than needed takes no more memory than needed.
  private int most(Request request) {
    return request
        .header()
        .apply("Content-Length")
        .filter(length -> length.length() < 10 && length.chars().allMatch(Character::isDigit))
        .filter(length -> !length.isEmpty())
        .map(Integer::parseInt)
        .filter(length -> length <= limitBytes)
        .orElse(limitBytes + 1);
  }

  private ProblemException tooLarge() {
    return new ProblemException(
        Problem.of(
            ProblemType.PAYLOAD_TOO_LARGE,
            "the body is larger than %d bytes".formatted(limitBytes)));
  }
}
