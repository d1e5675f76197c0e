package dev.aether.bench.load;

import io.helidon.http.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// A vendor that takes as little of the machine as an HTTP server can: it reads a request without
/// looking at it, waits, and sends one kilobyte as OpenAI would. No two answers are alike, so that
/// what reads them is no more cached than they are.
///
/// Arguments: how long an answer takes, in milliseconds.
final class BareVendor {
  private static final int WORDS = 200;

  private BareVendor() {}

  /// Serves until it is stopped.
  public static void main(String[] arguments) throws InterruptedException {
    long millis = Long.parseLong(arguments[0]);
    String rest =
        " word".repeat(WORDS)
            + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":12,"
            + "\"completion_tokens\":%d,\"total_tokens\":%d}}".formatted(WORDS, WORDS + 12);
    var answers = new AtomicInteger();
    BareServer.serve(
        "/v1/chat/completions",
        (request, response) -> {
          BareServer.body(request);
          Thread.sleep(millis);
          response.header(HeaderValues.CONTENT_TYPE_JSON);
          response.send(
              beginning(answers.incrementAndGet()).concat(rest).getBytes(StandardCharsets.UTF_8));
        });
  }

  private static String beginning(int number) {
    return "{\"id\":\"chatcmpl-"
        + number
        + "\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":\"gpt-5-mini\","
        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + number;
  }
}
