package dev.aether.workflow;

import dev.aether.template.Reference;
import dev.aether.template.Template;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A node while it is being planned: what was found out about it so far.
final class DraftNode {
  private static final int[] NONE = {};

  final int index;
  final Node node;
  final ReferenceResolver resolver;
  int whenNode = -1;
  Action action = new Action.RenderText(Template.EMPTY);

  private int[] edges = NONE;
  private int size;
  private @Nullable Set<Integer> many; // from some edges on, to find repetitions quickly

  DraftNode(int index, Node node, ReferenceResolver resolver) {
    this.index = index;
    this.node = node;
    this.resolver = resolver;
  }

  void add(int dependency) {
    if (knows(dependency)) {
      return;
    }
    if (size == edges.length) {
      edges = Arrays.copyOf(edges, Math.max(2, size * 2));
    }
    edges[size++] = dependency;
    if (many != null) {
      many.add(dependency);
    } else if (size == 32) {
      many = new LinkedHashSet<>();
      for (int i = 0; i < size; i++) {
        many.add(edges[i]);
      }
    }
  }

  private boolean knows(int dependency) {
    if (many != null) {
      return many.contains(dependency);
    }
    for (int i = 0; i < size; i++) {
      if (edges[i] == dependency) {
        return true;
      }
    }
    return false;
  }

  IndexList edges() {
    return IndexList.of(edges, 0, size);
  }

  /// The ids of the nodes that a template reads, in order, each once.
  Set<String> sources(Template template) {
    List<Reference> references = template.references();
    if (references.isEmpty()) {
      return Set.of();
    }
    Set<String> ids = new LinkedHashSet<>();
    for (Reference reference : references) {
      if (reference.source() instanceof Reference.FromNode(var id, _)) {
        ids.add(id);
      }
    }
    return ids;
  }
}
