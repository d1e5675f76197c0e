package dev.aether.execution;

import dev.aether.engine.ExecutionEvent;
import dev.aether.engine.ExecutionEvent.ExecutionFinished;
import dev.aether.engine.ExecutionEvent.ExecutionStarted;
import dev.aether.engine.ExecutionEvent.NodeCall;
import dev.aether.engine.ExecutionEvent.NodeFailed;
import dev.aether.engine.ExecutionEvent.NodeSkipped;
import dev.aether.engine.ExecutionEvent.NodeStarted;
import dev.aether.engine.ExecutionEvent.NodeSucceeded;
import dev.aether.engine.ExecutionEvent.NodeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The texts of the answers that models are giving now, by node, each once. A reader is told none
/// of a node before its start. Not for more than one thread at a time.
final class AnswersUnderWay {
  private final Map<String, Said> texts = new LinkedHashMap<>();
  private Set<String> begun = new HashSet<>(); // nodes whose start can be seen

  void add(String nodeId, String text, Duration at) {
    texts.computeIfAbsent(nodeId, _ -> new Said()).add(text, at);
  }

  /// What has an end is not under way.
  void heard(ExecutionEvent event) {
    if (texts.isEmpty()) {
      return;
    }
    switch (event) {
      case NodeSucceeded(var node, _, _, _) -> texts.remove(node.id());
      case NodeFailed(var node, _, _, _) -> texts.remove(node.id());
      case NodeSkipped(var node, _, _, _, _) -> texts.remove(node.id());
      case ExecutionFinished _, ExecutionStarted _, NodeStarted _, NodeText _, NodeCall _ -> {}
    }
  }

  /// Readers can see an event from now on.
  void visible(ExecutionEvent event) {
    switch (event) {
      case NodeStarted(var node, _, _, _) -> begun.add(node.id());
      case ExecutionFinished _ -> begun = Set.of(); // no answers come any more
      case ExecutionStarted _,
          NodeSucceeded _,
          NodeFailed _,
          NodeSkipped _,
          NodeText _,
          NodeCall _ -> {}
    }
  }

  void clear() {
    texts.clear();
  }

  /// Whether there is more than a reader has had.
  ///
  /// @param heard how many letters it has had, by node
  boolean hasMore(Map<String, Integer> heard) {
    return texts.entrySet().stream()
        .anyMatch(text ->
            begun.contains(text.getKey())
                && text.getValue().length() > heard.getOrDefault(text.getKey(), 0));
  }

  /// What a reader has not had.
  ///
  /// @param heard how many letters it has had, by node; has them all afterwards
  List<EventLog.Speech> fresh(Map<String, Integer> heard) {
    List<EventLog.Speech> fresh = new ArrayList<>();
    texts.forEach((id, said) -> {
      int from = heard.getOrDefault(id, 0);
      if (begun.contains(id) && said.length() > from) {
        fresh.add(new EventLog.Speech(id, said.from(from), from == 0, said.at()));
        heard.put(id, said.length());
      }
    });
    heard.keySet().retainAll(texts.keySet());
    return fresh;
  }
}
