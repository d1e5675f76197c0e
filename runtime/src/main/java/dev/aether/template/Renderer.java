package dev.aether.template;

import dev.aether.context.Value;
import dev.aether.context.ValuePath;
import dev.aether.template.Reference.Fixed;
import dev.aether.template.Reference.FromContext;
import dev.aether.template.Reference.FromNode;
import dev.aether.template.Reference.Source;
import dev.aether.template.RenderFailure.KeyNotAllowed;
import dev.aether.template.RenderFailure.MissingReference;
import dev.aether.template.RenderFailure.ValueTooLong;
import dev.aether.template.Rendering.NotRendered;
import dev.aether.template.Rendering.Rendered;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Fills in templates, in one pass: what is substituted is never looked at again, so a value that
/// contains `{{context.secret}}` comes out literally. The same inputs give the same bytes.
public final class Renderer {
  private final RenderPolicy policy;
  private final Inputs inputs;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private Renderer(RenderPolicy policy, Inputs inputs) {
    this.policy = policy;
    this.inputs = inputs;
  }

  /// Fills in one template.
  public static Rendering render(Template template, RenderPolicy policy, Inputs inputs) {
    var renderer = new Renderer(policy, inputs);
    for (Template.Segment segment : template.segments()) {
      RenderFailure failure = renderer.append(segment);
      if (failure != null) {
        return new NotRendered(failure);
      }
    }
    return new Rendered(renderer.pieces, renderer.text.toString(), renderer.warnings);
  }

  private @Nullable RenderFailure append(Template.Segment segment) {
    return switch (segment) {
      case Template.Literal(var words) -> {
        add(words, Origin.AUTHOR, Sensitivity.LOW);
        yield null;
      }
      case Template.Hole(var reference) -> fill(reference);
    };
  }

  private @Nullable RenderFailure fill(Reference reference) {
    return switch (reference.source()) {
      case Fixed(var name, var value) -> {
        if (value.isPresent()) {
          add(value.get(), Origin.AUTHOR, reference.sensitivity());
          yield null;
        }
        yield absent(reference, name, name);
      }
      case FromContext(var path) -> {
        String dotted = path.toString();
        if (!policy.allows(dotted)) {
          yield new KeyNotAllowed(reference.raw(), dotted);
        }
        yield substitute(reference, path.in(inputs.context()), dotted);
      }
      case FromNode(var nodeId, var path) -> {
        if (path.steps().isEmpty()) {
          Optional<String> output = inputs.text(nodeId);
          yield output.isPresent()
              ? value(reference, output.get())
              : absent(reference, nodeId, nodeId);
        }
        Optional<Value> output = inputs.value(nodeId);
        String whole = nodeId + ".output." + path;
        yield output.isPresent()
            ? substitute(reference, path.in(output.get()), whole)
            : absent(reference, whole, nodeId + ".output (it is not JSON)");
      }
    };
  }

  private @Nullable RenderFailure substitute(
      Reference reference, ValuePath.Lookup lookup, String path) {
    return switch (lookup) {
      case ValuePath.Found(var value) -> value(reference, value.asText());
      case ValuePath.NotFound(var missing) -> absent(reference, path, missing);
    };
  }

  private @Nullable RenderFailure absent(Reference reference, String path, String missing) {
    if (reference.required()) {
      return new MissingReference(reference.raw(), path, missing);
    }
    warnings.add(
        "%s is empty: '%s' was not found and is optional".formatted(reference.raw(), missing));
    return null;
  }

  private @Nullable RenderFailure value(Reference reference, String found) {
    String value = found;
    int limit = policy.maxValueLength();
    if (limit > 0 && value.length() > limit) {
      int length = value.codePointCount(0, value.length());
      if (length > limit) {
        if (reference.required()) {
          return new ValueTooLong(reference.raw(), length, limit);
        }
        value = cut(value, limit);
        warnings.add(
            "%s was cut from %d to %d characters"
                .formatted(reference.raw(), length, value.codePointCount(0, value.length())));
      }
    }
    add(
        policy.escapeHtml() ? escapeHtml(value) : value,
        origin(reference.source()),
        reference.sensitivity());
    return null;
  }

  private static Origin origin(Source source) {
    return switch (source) {
      case FromContext(var path) -> new Origin.Context(path.toString());
      case FromNode(var nodeId, _) -> new Origin.Node(nodeId);
      case Fixed _ -> Origin.AUTHOR;
    };
  }

  private void add(String words, Origin origin, Sensitivity sensitivity) {
    if (!words.isEmpty()) {
      pieces.add(new Piece(words, origin, sensitivity));
      text.append(words);
    }
  }

  /// At most `limit` code points, ended where a user sees the end of a character: never between the
  /// halves of a surrogate pair, a letter and its accent, or the parts of an emoji.
  private static String cut(String value, int limit) {
    int end = value.offsetByCodePoints(0, limit);
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(value);
    return value.substring(0, characters.isBoundary(end) ? end : characters.preceding(end));
  }

  private static String escapeHtml(String value) {
    var escaped = new StringBuilder(value.length() + 16);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
