package dev.aether.schema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.aether.context.CompactJson;
import dev.aether.context.Value;
import dev.aether.llm.SchemaChecker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Schemas of the 2020-12 dialect, compiled once and kept. A schema can refer to its own parts and
/// to nothing else: no document is ever fetched because a caller's schema names it.
public final class JsonSchemas implements SchemaChecker {
  private static final int MOST_KEPT = 1000;
  private static final int MOST_ERRORS_TOLD = 5;
  private static final int LONGEST_MESSAGE = 200;

  /// Loaded on first use: flows without schemas need none of it.
  private static final class Library {
    static final SchemaRegistry REGISTRY =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaLoader(loader -> loader.block(_ -> true)));

    /// From the library's own jar.
    static final Schema META_SCHEMA =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
  }

  private final Map<Value.Obj, Compiled> compiled = new ConcurrentHashMap<>();

  private sealed interface Compiled {}

  private record Usable(Schema schema) implements Compiled {}

  private record Defective(String reason) implements Compiled {}

  @Override
  public Optional<String> defect(Value.Obj schema) {
    return compiled(schema) instanceof Defective(var reason)
        ? Optional.of(reason)
        : Optional.empty();
  }

  @Override
  public Optional<String> violation(Value.Obj schema, Value instance) {
    if (!(compiled(schema) instanceof Usable(var usable))) {
      return Optional.of("the schema cannot be used");
    }
    return told(usable.validate(CompactJson.of(instance), InputFormat.JSON));
  }

  private static Optional<String> told(List<Error> errors) {
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            errors.stream()
                .limit(MOST_ERRORS_TOLD)
                .map(error -> shortened(error.getInstanceLocation() + ": " + error.getMessage()))
                .collect(Collectors.joining("; ")));
  }

  private Compiled compiled(Value.Obj schema) {
    Compiled known = compiled.get(schema);
    if (known != null) {
      return known;
    }
    if (compiled.size() >= MOST_KEPT) {
      compiled.clear(); // rare, and cheaper than keeping account of their use
    }
    return compiled.computeIfAbsent(schema, JsonSchemas::compile);
  }

  private static Compiled compile(Value.Obj schema) {
    if (!schema.members().containsKey("$schema")) {
      Optional<String> wrong =
          told(Library.META_SCHEMA.validate(CompactJson.of(schema), InputFormat.JSON));
      if (wrong.isPresent()) {
        return new Defective(wrong.get());
      }
    }
    try {
      Schema usable = Library.REGISTRY.getSchema(CompactJson.of(schema), InputFormat.JSON);
      usable.initializeValidators();
      return new Usable(usable);
    } catch (SchemaException unusable) {
      return new Defective(shortened(String.valueOf(unusable.getMessage())));
    }
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + "…";
  }
}
