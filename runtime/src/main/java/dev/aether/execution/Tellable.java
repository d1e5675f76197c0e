package dev.aether.execution;

import dev.aether.engine.ExecutionEvent;
import dev.aether.llm.CallEvent;

/// Which events readers are told, and have numbers.
final class Tellable {
  private Tellable() {}

  /// What happens between the layers of a call is for metrics and spans, unless somebody waits for
  /// it.
  static boolean is(ExecutionEvent event) {
    return switch (event) {
      case ExecutionEvent.NodeCall(_, var call, _) ->
          switch (call) {
            case CallEvent.RetryPlanned _, CallEvent.Waited _, CallEvent.FellBack _ -> true;
            case CallEvent.AttemptStarted _,
                CallEvent.HeadersArrived _,
                CallEvent.AttemptEnded _,
                CallEvent.PrefixAsked _,
                CallEvent.CacheLookup _ ->
                false;
          };
      case ExecutionEvent.ExecutionStarted _,
          ExecutionEvent.NodeStarted _,
          ExecutionEvent.NodeText _,
          ExecutionEvent.NodeSucceeded _,
          ExecutionEvent.NodeFailed _,
          ExecutionEvent.NodeSkipped _,
          ExecutionEvent.ExecutionFinished _ ->
          true;
    };
  }
}
