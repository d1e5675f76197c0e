package dev.aether.json;

import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.engine.NodeDetails;
import dev.aether.engine.PromptInspector.Noted;
import dev.aether.engine.Stretch;
import dev.aether.guard.Family;
import dev.aether.guard.Finding;
import dev.aether.guard.Origin;
import dev.aether.guard.View;
import dev.aether.llm.CallEvent;
import dev.aether.llm.LlmFailure;
import dev.aether.llm.LlmResult.Completion;
import dev.aether.llm.LlmResult.Spent;
import dev.aether.template.Piece;
import dev.aether.template.Rendering.Rendered;
import dev.aether.template.Sensitivity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What came to light while a node ran, as it is kept.
final class StoredDetails {
  private StoredDetails() {}

  /// @param withheld whether the answer itself is not to be kept
  static Value write(NodeDetails details, boolean withheld) {
    var members = new Members().put("attempts", details.attempts());
    details.prompt().ifPresent(prompt -> members.put("prompt", rendered(prompt)));
    details.systemPrompt().ifPresent(prompt -> members.put("system", rendered(prompt)));
    details
        .completion()
        .map(answer -> withheld ? hidden(answer) : answer)
        .ifPresent(answer -> members.put("answer", CompletionJson.of(answer)));
    if (!details.wasted().equals(Spent.NOTHING)) {
      members.put("wasted", CompletionJson.spent(details.wasted()));
    }
    if (details.cacheable()) {
      members.put("cacheable", true);
    }
    if (!details.warnings().isEmpty()) {
      members.put("warnings", details.warnings());
    }
    if (!details.findings().isEmpty()) {
      members.put(
          "findings",
          new Value.Arr(details.findings().stream().map(StoredDetails::finding).toList()));
    }
    if (!details.course().isEmpty()) {
      members.put(
          "course", new Value.Arr(details.course().stream().map(StoredDetails::stretch).toList()));
    }
    return members.end();
  }

  private static Completion hidden(Completion answer) {
    return new Completion(
        Piece.REDACTED,
        Optional.empty(),
        answer.usage(),
        answer.cost(),
        answer.finish(),
        answer.source(),
        answer.provider(),
        answer.model(),
        answer.responseId(),
        answer.warnings(),
        answer.repaired(),
        answer.wasted(),
        answer.match());
  }

  static NodeDetails read(Value value) {
    var in = new Fields(value);
    return new NodeDetails(
        in.optional("prompt").map(StoredDetails::rendered),
        in.optional("system").map(StoredDetails::rendered),
        in.optional("answer").flatMap(CompletionJson::read),
        in.optional("wasted").map(CompletionJson::spent).orElse(Spent.NOTHING),
        in.count("attempts"),
        in.truth("cacheable"),
        in.texts("warnings"),
        in.items("findings").stream().map(StoredDetails::finding).toList(),
        in.items("course").stream().map(StoredDetails::stretch).toList());
  }

  private static Value stretch(Stretch stretch) {
    var members = new Members().put("time", stretch.time().toNanos());
    return switch (stretch) {
      case Stretch.Waited(var reason, _) -> members.put("waited", reason.name()).end();
      case Stretch.BackedOff _ -> members.end();
      case Stretch.Attempt(var provider, var model, _, var firstText, var failure) -> {
        members.put("provider", provider).put("model", model).put("first", firstText.toNanos());
        failure.ifPresent(why -> members.put("code", why.code()).put("sentence", why.sentence()));
        yield members.end();
      }
    };
  }

  private static Stretch stretch(Value value) {
    var in = new Fields(value);
    Duration time = in.nanos("time");
    if (in.optional("waited").isPresent()) {
      return new Stretch.Waited(CallEvent.Reason.valueOf(in.text("waited")), time);
    }
    if (in.optional("model").isEmpty()) {
      return new Stretch.BackedOff(time);
    }
    return new Stretch.Attempt(
        in.text("provider"),
        in.text("model"),
        time,
        in.nanos("first"),
        in.textIfAny("code")
            .map(code -> new LlmFailure.Recorded(in.text("provider"), code, in.text("sentence"))));
  }

  private static Value rendered(Rendered prompt) {
    List<Value> pieces = new ArrayList<>();
    for (Piece piece : prompt.pieces()) {
      var members =
          new Members()
              .put("text", piece.hiding(Sensitivity.HIGH))
              .put("sensitivity", piece.sensitivity().name());
      switch (piece.origin()) {
        case dev.aether.template.Origin.Author() -> {}
        case dev.aether.template.Origin.Context(var path) -> members.put("context", path);
        case dev.aether.template.Origin.Node(var id) -> members.put("node", id);
      }
      pieces.add(members.end());
    }
    return new Members()
        .put("pieces", new Value.Arr(pieces))
        .put("warnings", prompt.warnings())
        .end();
  }

  private static Rendered rendered(Value value) {
    var in = new Fields(value);
    List<Piece> pieces = new ArrayList<>();
    var text = new StringBuilder();
    for (Value item : in.items("pieces")) {
      var piece = new Fields(item);
      text.append(piece.text("text"));
      pieces.add(
          new Piece(
              piece.text("text"), origin(piece), Sensitivity.valueOf(piece.text("sensitivity"))));
    }
    return new Rendered(pieces, text.toString(), in.texts("warnings"));
  }

  private static dev.aether.template.Origin origin(Fields piece) {
    if (piece.optional("context").isPresent()) {
      return new dev.aether.template.Origin.Context(piece.text("context"));
    }
    return piece.optional("node").isPresent()
        ? new dev.aether.template.Origin.Node(piece.text("node"))
        : dev.aether.template.Origin.AUTHOR;
  }

  private static Value finding(Noted noted) {
    Finding finding = noted.finding();
    var members =
        new Members()
            .put("rule", finding.rule())
            .put("family", finding.family().name())
            .put("score", finding.score())
            .put("offset", finding.offset())
            .put("length", finding.length())
            .put("view", finding.view().name())
            .put("action", noted.action())
            .put("excerpt", noted.excerpt());
    switch (finding.origin()) {
      case Origin.Author(var part) -> members.put("author", part);
      case Origin.Context(var path) -> members.put("context", path);
      case Origin.NodeOutput(var id) -> members.put("node", id);
      case Origin.Whole() -> members.put("whole", true);
      case Origin.Answer() -> {}
    }
    return members.end();
  }

  private static Noted finding(Value value) {
    var in = new Fields(value);
    Optional<String> excerpt = in.textIfAny("excerpt");
    return new Noted(
        new Finding(
            in.text("rule"),
            Family.valueOf(in.text("family")),
            in.number("score"),
            found(in),
            in.count("offset"),
            in.count("length"),
            View.valueOf(in.text("view")),
            excerpt.orElse("")),
        in.text("action"),
        excerpt);
  }

  private static Origin found(Fields in) {
    Optional<Origin> named =
        in.textIfAny("author")
            .<Origin>map(Origin.Author::new)
            .or(() -> in.textIfAny("context").map(Origin.Context::new))
            .or(() -> in.textIfAny("node").map(Origin.NodeOutput::new));
    return named.orElseGet(() -> in.truth("whole") ? new Origin.Whole() : new Origin.Answer());
  }
}
