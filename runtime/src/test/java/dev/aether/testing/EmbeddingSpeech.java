package dev.aether.testing;

import static dev.aether.testing.Speech.object;

import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// OpenAI's embeddings: texts that share words lie close. What the test has it say is ignored.
final class EmbeddingSpeech implements Speech {
  private final Speech usual = new OpenAiSpeech();

  @Override
  public Optional<Behaviour> complaint(SeenRequest request) {
    Map<String, Value> body = request.body().members();
    if (!request.headers().getOrDefault("authorization", "").startsWith("Bearer sk-")) {
      return Optional.of(Behaviour.fail(401, "invalid_request_error").saying("invalid_api_key"));
    }
    return body.get("model") instanceof Value.Text
            && body.get("input") instanceof Value.Text
            && body.get("dimensions") instanceof Value.Num
        ? Optional.empty()
        : Optional.of(Behaviour.fail(400, "invalid_request_error"));
  }

  @Override
  public String whole(Answer answer) {
    Map<String, Value> body = answer.request().body().members();
    String text = body.get("input") instanceof Value.Text(var input) ? input : "";
    int size = body.get("dimensions") instanceof Value.Num number ? (int) number.asDouble() : 0;
    double[] sum = new double[size];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
      var direction = new SplittableRandom(word.hashCode() * 7919L);
      for (int i = 0; i < size && !word.isEmpty(); i++) {
        sum[i] += direction.nextGaussian();
      }
    }
    List<Value> numbers = new ArrayList<>(size);
    for (double number : sum) {
      numbers.add(new Value.Num(Double.toString(number)));
    }
    return CompactJson.of(
        object(
            "object",
            "list",
            "data",
            List.of(
                object("object", "embedding", "index", 0, "embedding", new Value.Arr(numbers)))));
  }

  @Override
  public int limit(SeenRequest request) {
    return Integer.MAX_VALUE;
  }

  @Override
  public PrefixLedger.Bill bill(SeenRequest request, PrefixLedger ledger) {
    return new PrefixLedger.Bill(0, 0, 0, () -> {});
  }

  @Override
  public String requestIdHeader() {
    return usual.requestIdHeader();
  }

  @Override
  public List<String> frames(Answer answer) {
    throw new IllegalArgumentException("embeddings are never streamed");
  }

  @Override
  public int closingFrames(Answer answer) {
    return 0;
  }

  @Override
  public String errorEvent() {
    return usual.errorEvent();
  }

  @Override
  public String error(Behaviour behaviour, String message) {
    return usual.error(behaviour, message);
  }
}
