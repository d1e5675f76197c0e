package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.llm.Call;
import dev.aether.llm.CallEvent;
import dev.aether.llm.LlmClient;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmFailure.Refused;
import dev.aether.llm.LlmRequest;
import dev.aether.llm.LlmResult;
import dev.aether.llm.LlmResult.NoCompletion;
import dev.aether.testing.VendorStandIn;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A provider's client in front of the stand-in.
abstract class ProviderFixture {
  static final Instant NOW = Instant.parse("2026-10-21T07:28:00Z");

  final VendorStandIn vendor = VendorStandIn.start();
  final AtomicLong nanos = new AtomicLong();
  final List<String> said = new ArrayList<>();
  final List<CallEvent> events = new ArrayList<>();
  LlmClient client = (_, _) -> new NoCompletion(new Refused("", ""));

  abstract String provider();

  abstract String model();

  abstract URI base();

  abstract String secret();

  abstract LlmClient client(Endpoint endpoint, ClientTools tools);

  /// The vendor's word for a refused request.
  abstract int overloaded();

  @BeforeEach
  void connect() {
    client = client(base(), Optional.of(new ApiKey(secret())));
  }

  @AfterEach
  void stop() throws Exception {
    ((AutoCloseable) client).close();
    vendor.close();
  }

  LlmClient client(URI base, Optional<ApiKey> key) {
    return client(
        new Endpoint(provider(), base, key),
        new ClientTools(JsonText.JSON, text -> text.split(" ").length, () -> NOW, nanos::get));
  }

  LlmRequest request(String prompt) {
    return new LlmRequest(
        "",
        provider(),
        model(),
        Optional.empty(),
        prompt,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Call call(boolean streaming) {
    Call plain = Call.PLAIN;
    return new Call(
        streaming,
        said::add,
        plain.cancelled(),
        plain.deadline(),
        plain.attemptLimit(),
        plain.retry(),
        plain.fallbackModels(),
        plain.cache(),
        events::add);
  }

  LlmResult ask(LlmRequest request, boolean streaming) throws InterruptedException {
    return client.complete(request, call(streaming));
  }

  LlmFailure failure(boolean streaming) throws InterruptedException {
    return ((NoCompletion) ask(request("a b c d e f"), streaming)).failure();
  }

  Map<String, Value> body() {
    return vendor.log().getLast().body().members();
  }
}
