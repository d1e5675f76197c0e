package dev.aether.llm.provider;

/// How a server that speaks OpenAI's dialect differs from OpenAI's own.
///
/// @param tokenLimit what the limit of an answer's length is called
/// @param streamOptions whether it takes `stream_options`, and so counts the tokens of streams
/// @param systemRole whether it knows system messages; otherwise the system prompt goes first in
///   the user's message
/// @param structure what it can be told about the shape of an answer
public record Quirks(
    TokenLimit tokenLimit, boolean streamOptions, boolean systemRole, Structure structure) {
  /// OpenAI itself.
  public static final Quirks NONE =
      new Quirks(TokenLimit.MAX_COMPLETION_TOKENS, true, true, Structure.JSON_SCHEMA);

  /// What most servers for models of one's own understand.
  public static final Quirks COMPATIBLE =
      new Quirks(TokenLimit.MAX_TOKENS, true, true, Structure.JSON_SCHEMA);

  /// Names of the limit.
  public enum TokenLimit {
    /// Today's.
    MAX_COMPLETION_TOKENS("max_completion_tokens"),
    /// The older one.
    MAX_TOKENS("max_tokens");

    private final String word;

    TokenLimit(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /// What `response_format` takes.
  public enum Structure {
    /// A JSON Schema.
    JSON_SCHEMA,
    /// Only that the answer must be a JSON object.
    JSON_OBJECT,
    /// Nothing: the shape is only checked here.
    NOTHING
  }
}
