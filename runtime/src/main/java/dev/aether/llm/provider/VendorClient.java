package dev.aether.llm.provider;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.context.ValueParser;
import dev.aether.llm.Call;
import dev.aether.llm.CallEvent.HeadersArrived;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmFailure.Unavailable;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.TokenCounter;
import dev.aether.llm.provider.Server.Broken;
import dev.aether.llm.provider.Server.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// One attempt at one provider: the part that does not depend on its dialect.
final class VendorClient implements LlmClient, AutoCloseable {
  private static final int ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;
  private static final int ERROR_LIMIT_BYTES = 64 * 1024;

  private final Endpoint endpoint;
  private final Dialect dialect;
  private final Server server;
  private final ValueParser parser;
  private final TokenCounter tokens;
  private final InstantSource clock;

  /// @param headers that name us
  VendorClient(Endpoint endpoint, Dialect dialect, Map<String, String> headers, ClientTools tools) {
    this.endpoint = endpoint;
    this.dialect = dialect;
    this.server = new Server(endpoint, headers, tools.nanoTime());
    this.parser = tools.parser();
    this.tokens = tools.tokens();
    this.clock = tools.clock();
  }

  @Override
  public LlmResult complete(LlmRequest request, Call call) throws InterruptedException {
    byte[] json =
        CompactJson.of(dialect.request(request, call.prefix(), call.streaming()))
            .getBytes(StandardCharsets.UTF_8);
    var draft = new Draft(request, tokens, call.onText());
    try {
      return server.post(
          dialect.operation(),
          json,
          call.trace().get(),
          reply -> read(reply, request, call, draft));
    } catch (Broken broken) {
      return draft.ended() ? draft.result() : draft.failed(unavailable(broken.sentence()));
    }
  }

  private LlmResult read(Reply reply, LlmRequest request, Call call, Draft draft)
      throws IOException {
    var headers = new ReplyHeaders(reply.headers(), clock);
    call.listener()
        .accept(
            new HeadersArrived(
                endpoint.provider(),
                request.model(),
                reply.status(),
                headers.requestId(),
                headers.rates()));
    if (reply.status() < 200 || reply.status() >= 300) {
      String body = text(reply, ERROR_LIMIT_BYTES).orElse("");
      return draft.failed(
          Complaint.read(body, parser, endpoint.key())
              .failure(endpoint.provider(), reply.status(), headers));
    }
    draft.begin();
    return call.streaming() ? streamed(reply.body(), draft) : whole(reply, draft);
  }

  private LlmResult whole(Reply reply, Draft draft) throws IOException {
    Optional<String> text = text(reply, ANSWER_LIMIT_BYTES);
    if (text.isEmpty()) {
      return draft.failed(
          unavailable("the answer is longer than " + ANSWER_LIMIT_BYTES + " bytes"));
    }
    Optional<Value> answer = parser.parse(text.get());
    if (answer.isEmpty()) {
      return draft.failed(unavailable("the answer is not JSON"));
    }
    dialect.whole(answer.get(), draft);
    return draft.result();
  }

  private LlmResult streamed(InputStream body, Draft draft) throws IOException {
    var events = new EventStream(body);
    for (Optional<String> data = events.next(); data.isPresent(); data = events.next()) {
      if (dialect.endsStream(data.get())) {
        break;
      }
      Optional<Value> event = parser.parse(data.get());
      if (event.isEmpty()) {
        return draft.failed(unavailable("an event of the stream is not JSON"));
      }
      if (Peek.has(event.get(), Complaint.BARE)) {
        draft.fail(Complaint.of(event.get(), endpoint.key()).failure(endpoint.provider()));
        break;
      }
      dialect.event(event.get(), draft);
    }
    return draft.result();
  }

  /// The body as text; empty if it is longer than the limit.
  private static Optional<String> text(Reply reply, int limitBytes) throws IOException {
    return reply.whole(limitBytes).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private LlmFailure unavailable(String detail) {
    return new Unavailable(endpoint.provider(), detail, Optional.empty());
  }

  @Override
  public void close() {
    server.close();
  }
}
