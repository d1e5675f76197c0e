package dev.aether.bench.peers;

/// What is measured.
enum Case {
  FAN_0("5 + 1 nodes at 0 ms, executions a second", true),
  FAN_50("5 + 1 nodes at 50 ms, ms", false),
  WIDE("1,000 independent nodes at 0 ms, ms", false),
  CHAIN("a chain of 500 nodes at 0 ms, ms", false),
  BURST("1,000 executions of 5 + 1 nodes at 50 ms at once, ms", false);

  private final String sentence;
  private final boolean moreIsBetter;

  Case(String sentence, boolean moreIsBetter) {
    this.sentence = sentence;
    this.moreIsBetter = moreIsBetter;
  }

  String sentence() {
    return sentence;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }
}
