import static org.bsc.langgraph4j.StateGraph.END;
import static org.bsc.langgraph4j.StateGraph.START;

import dev.aether.bench.peers.Measure;
import dev.aether.bench.peers.Peer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bsc.langgraph4j.CompileConfig;
import org.bsc.langgraph4j.CompiledGraph;
import org.bsc.langgraph4j.GraphStateException;
import org.bsc.langgraph4j.RunnableConfig;
import org.bsc.langgraph4j.StateGraph;
import org.bsc.langgraph4j.action.AsyncNodeAction;
import org.bsc.langgraph4j.state.AgentState;

/// LangGraph4j on the work of the comparison. Its graph is compiled once, outside what is measured.
/// Nodes that take no time run where they are, which is its fastest way; nodes that take time run
/// on virtual threads.
public final class LangGraph4jPeer {
  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private LangGraph4jPeer() {}

  /// Measures it.
  public static void main(String[] arguments) throws Exception {
    Measure.all("LangGraph4j", LangGraph4jPeer::prepare);
    THREADS.close();
  }

  private static Runnable prepare(Peer.Shape shape, int nodeMillis) {
    try {
      CompiledGraph<AgentState> graph =
          graph(shape, nodeMillis)
              .compile(CompileConfig.builder().recursionLimit(10_000).build());
      RunnableConfig config =
          nodeMillis == 0
              ? RunnableConfig.builder().build()
              : RunnableConfig.builder().addParallelNodeExecutor(START, THREADS).build();
      return () -> {
        AgentState end = graph.invoke(Map.of("topic", "tea"), config).orElseThrow();
        String last = shape == Peer.Shape.FAN ? "join" : "n" + (shape.size() - 1);
        if (end.value(last).isEmpty()) {
          throw new IllegalStateException("the last node did not run");
        }
      };
    } catch (GraphStateException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  private static StateGraph<AgentState> graph(Peer.Shape shape, int nodeMillis)
      throws GraphStateException {
    var graph = new StateGraph<>(AgentState::new);
    for (int i = 0; i < shape.size(); i++) {
      graph.addNode("n" + i, node("n" + i, nodeMillis));
    }
    switch (shape) {
      case FAN -> {
        graph.addNode("join", node("join", nodeMillis));
        for (int i = 0; i < shape.size(); i++) {
          graph.addEdge(START, "n" + i).addEdge("n" + i, "join");
        }
        graph.addEdge("join", END);
      }
      case WIDE -> {
        graph.addNode("end", node("end", 0)); // branches must meet somewhere
        for (int i = 0; i < shape.size(); i++) {
          graph.addEdge(START, "n" + i).addEdge("n" + i, "end");
        }
        graph.addEdge("end", END);
      }
      case CHAIN -> {
        graph.addEdge(START, "n0");
        for (int i = 1; i < shape.size(); i++) {
          graph.addEdge("n" + (i - 1), "n" + i);
        }
        graph.addEdge("n" + (shape.size() - 1), END);
      }
    }
    return graph;
  }

  private static AsyncNodeAction<AgentState> node(String id, int nodeMillis) {
    return state -> {
      Peer.node(nodeMillis);
      return CompletableFuture.completedFuture(Map.of(id, "done"));
    };
  }
}
