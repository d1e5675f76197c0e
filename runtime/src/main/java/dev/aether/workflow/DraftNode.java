package dev.aether.workflow;

import dev.aether.template.Reference;
import dev.aether.template.Template;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A node while it is being planned: what was found out about it so far.
final class DraftNode {
  final int index;
  final Node node;
  final ReferenceResolver resolver;
  int whenNode = -1;
  Action action = new Action.RenderText(Template.EMPTY);

  private int[] edges = new int[4];
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
      edges = Arrays.copyOf(edges, size * 2);
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
    return IndexList.copyOf(edges, size);
  }

  /// The ids of the nodes that a template reads, in order, each once.
  Set<String> sources(Template template) {
    Set<String> ids = new LinkedHashSet<>();
    for (Reference reference : template.references()) {
      if (reference.source() instanceof Reference.FromNode(var id, _)) {
        ids.add(id);
      }
    }
    return ids;
  }
}
