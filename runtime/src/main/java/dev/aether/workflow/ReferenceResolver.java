package dev.aether.workflow;

import dev.aether.context.ValuePath;
import dev.aether.template.Reference;
import dev.aether.template.Reference.Fixed;
import dev.aether.template.Reference.FromContext;
import dev.aether.template.Reference.FromNode;
import dev.aether.template.Reference.Source;
import dev.aether.template.Sensitivity;
import dev.aether.template.Template;
import dev.aether.template.TemplateSyntax;
import dev.aether.template.TemplateSyntax.Mistake;
import dev.aether.template.TemplateSyntax.Placeholder;
import dev.aether.template.TemplateSyntax.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Says what the placeholders of one node stand for: by the compiler's ref if there is one, else by
/// the first word of the placeholder.
final class ReferenceResolver {
  private static final String NODE = "node.";
  private static final String OUTPUT = ".output";
  private static final ValuePath WHOLE = new ValuePath(List.of());

  private final Map<String, TemplateRef> refs;
  private final Node node;
  private final Map<String, String> constants;
  private final Predicate<String> isNode;
  private final Set<String> explicit;

  /// A template, or why it is none.
  ///
  /// @param template as far as it could be read
  record Resolved(Template template, List<Mistake> mistakes) {}

  ReferenceResolver(Node node, Map<String, String> constants, Predicate<String> isNode) {
    this.node = node;
    this.constants = constants;
    this.isNode = isNode;
    boolean described = !node.refs().isEmpty();
    this.refs = described ? new HashMap<>() : Map.of();
    this.explicit = described ? new HashSet<>() : Set.of();
    for (TemplateRef ref : node.refs()) {
      refs.put(Reference.bare(ref.raw()), ref);
    }
  }

  /// Whether the author or the compiler stated the sensitivity of this placeholder.
  boolean statesSensitivity(Reference reference) {
    return explicit.contains(reference.raw());
  }

  Resolved resolve(String text) {
    TemplateSyntax.Split split = TemplateSyntax.split(text);
    List<Mistake> mistakes = new ArrayList<>(split.mistakes());
    List<Template.Segment> segments = new ArrayList<>();
    for (TemplateSyntax.Token token : split.tokens()) {
      switch (token) {
        case Words(var words) -> segments.add(new Template.Literal(words));
        case Placeholder placeholder -> {
          Reference reference = reference(placeholder);
          if (reference == null) {
            mistakes.add(
                new Mistake(
                    placeholder.offset(),
                    "%s is not a node's output; write {{node.ID.output}}"
                        .formatted(placeholder.raw())));
          } else {
            segments.add(new Template.Hole(reference));
          }
        }
      }
    }
    return new Resolved(new Template(segments), mistakes);
  }

  private @Nullable Reference reference(Placeholder placeholder) {
    TemplateRef ref = refs.get(placeholder.name());
    Source source = ref == null ? byFirstWord(placeholder.name()) : byRef(placeholder.name(), ref);
    if (source == null) {
      return null;
    }
    Sensitivity stated = Sensitivity.LOW;
    if (ref != null && ref.sensitivity().isPresent()) {
      stated = ref.sensitivity().get();
      explicit.add(placeholder.raw());
    }
    if (source instanceof FromContext(var path) && node.renderPolicy().redacts(path.toString())) {
      stated = stated.or(Sensitivity.MEDIUM);
    }
    return new Reference(placeholder.raw(), source, ref == null || ref.required(), stated);
  }

  private @Nullable Source byFirstWord(String name) {
    if (name.startsWith(NODE)) {
      return output(name.substring(NODE.length()));
    }
    if (name.startsWith("context.")) {
      return new FromContext(ValuePath.dotted(name.substring("context.".length())));
    }
    if (name.startsWith("const.")) {
      return constant(name.substring("const.".length()));
    }
    return new FromContext(ValuePath.dotted(name));
  }

  private @Nullable Source byRef(String name, TemplateRef ref) {
    if (ref.foldedValue().isPresent()) {
      return new Fixed(name, ref.foldedValue());
    }
    return switch (ref.kind()) {
      case CONTEXT, PARAMETER, VARIABLE ->
          ref.path().isEmpty()
              ? byFirstWord(name)
              : new FromContext(new ValuePath(withoutRoot(ref.path(), "context")));
      case CONSTANT ->
          constant(
              ref.path().isEmpty()
                  ? name.startsWith("const.") ? name.substring("const.".length()) : name
                  : ref.path().getLast());
      case NODE_OUTPUT -> {
        if (ref.nodeId().isEmpty()) {
          yield byFirstWord(name);
        }
        yield new FromNode(ref.nodeId().get(), outputPath(ref, name));
      }
    };
  }

  /// The compiler writes a path into the output either as `path`, or only in the placeholder.
  private ValuePath outputPath(TemplateRef ref, String name) {
    if (!ref.path().isEmpty()) {
      return new ValuePath(withoutRoot(ref.path(), ref.field().orElse("output")));
    }
    return name.startsWith(NODE)
            && output(name.substring(NODE.length())) instanceof FromNode(_, var path)
        ? path
        : WHOLE;
  }

  private static List<String> withoutRoot(List<String> path, String root) {
    return path.size() > 1 && path.getFirst().equals(root) ? path.subList(1, path.size()) : path;
  }

  private Source constant(String name) {
    return new Fixed(name, Optional.ofNullable(constants.get(name)));
  }

  /// `ID.output` or `ID.output.a.b`. Ids may contain dots, even `.output`: the longest id that a
  /// node has wins, and without any the first `.output` ends the id.
  private @Nullable Source output(String rest) {
    Source found = null;
    for (int at = rest.indexOf(OUTPUT, 1); at > 0; at = rest.indexOf(OUTPUT, at + 1)) {
      int end = at + OUTPUT.length();
      if (end < rest.length() && rest.charAt(end) != '.') {
        continue;
      }
      String id = rest.substring(0, at);
      if (found == null || isNode.test(id)) {
        found =
            new FromNode(
                id, end == rest.length() ? WHOLE : ValuePath.dotted(rest.substring(end + 1)));
      }
    }
    return found;
  }
}
