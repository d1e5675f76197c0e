package dev.aether.llm;

import dev.aether.context.Value;
import java.util.Optional;

/// Holds answers against JSON Schemas (2020-12). Safe for use by many threads.
public interface SchemaChecker {

  /// What is wrong with the schema itself; empty if it can be used.
  Optional<String> defect(Value.Obj schema);

  /// In what the instance violates the schema, in words that help to correct it; empty if it
  /// satisfies it. The schema must have no defect.
  Optional<String> violation(Value.Obj schema, Value instance);
}
