package dev.aether.cli;

/// What the process ends with.
enum Exit {
  /// All went well.
  OK(0),
  /// The execution failed.
  FAILED(1),
  /// The command was not used as it should be.
  USAGE(2),
  /// The flow cannot run.
  INVALID_FLOW(3),
  /// The server wants a key, or one that may do more.
  NOT_AUTHORISED(4),
  /// The server does not answer.
  UNREACHABLE(5),
  /// The execution's time was up.
  TIMED_OUT(124),
  /// Somebody interrupted it.
  INTERRUPTED(130);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
