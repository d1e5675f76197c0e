package dev.aether.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.BitSet;

/// Gives results away: in the order of the data, or as they come.
///
/// In order, a result waits in the journal until those before it are there.
final class BatchResults {
  private final BatchJournal journal;
  private final BitSet lines;
  private final OutputStream out;
  private final boolean inOrder;
  private int next;

  /// @param lines that there will be
  BatchResults(BatchJournal journal, BitSet lines, OutputStream out, boolean inOrder) {
    this.journal = journal;
    this.lines = lines;
    this.out = out;
    this.inOrder = inOrder;
    this.next = lines.nextSetBit(0);
  }

  /// Gives what was there before.
  synchronized void begin() throws IOException {
    if (inOrder) {
      goOn();
    } else {
      for (int line : journal.inOrderOfTheirEnd()) {
        give(line);
      }
      out.flush();
    }
  }

  /// Gives what can be given now that a line is done.
  synchronized void done(int line) throws IOException {
    if (inOrder) {
      goOn();
    } else {
      give(line);
      out.flush();
    }
  }

  private void goOn() throws IOException {
    boolean some = false;
    for (; next >= 0 && give(next); next = lines.nextSetBit(next + 1)) {
      some = true;
    }
    if (some) {
      out.flush();
    }
  }

  private boolean give(int line) throws IOException {
    var result = journal.result(line);
    if (result.isPresent()) {
      byte[] text = Arrays.copyOf(result.get(), result.get().length + 1);
      text[text.length - 1] = '\n';
      out.write(text);
    }
    return result.isPresent();
  }
}
