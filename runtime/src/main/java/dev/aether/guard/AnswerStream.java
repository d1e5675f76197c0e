package dev.aether.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Passes an answer on while it arrives, without the credentials in it. What may be the beginning
/// of one is held back until it is clear; ordinary text is not. For one thread.
public final class AnswerStream implements Consumer<String> {
  private static final int LONG = 4_096; // from here on, held text is not looked at for each bit

  private final Consumer<String> reader;
  private final String replacement;
  private final StringBuilder held = new StringBuilder();
  private String before = " "; // the last that was passed on: a key starts where a word does
  private int patience;
  private boolean broken;

  /// @param reader gets the text
  /// @param replacement what stands in the place of a credential
  public AnswerStream(Consumer<String> reader, String replacement) {
    this.reader = reader;
    this.replacement = replacement;
  }

  /// Takes the next bit of text.
  @Override
  public void accept(String text) {
    if (broken) {
      return;
    }
    held.append(text);
    if (held.length() >= patience) {
      guarded(() -> pass(Secrets.openFrom(context() + held) - context().length()));
      patience = held.length() < LONG ? 0 : held.length() + held.length() / 4;
    }
  }

  /// Passes on what is left; nothing follows.
  public void end() {
    if (!broken) {
      guarded(() -> pass(held.length()));
    }
  }

  /// What cannot be looked at is not shown.
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | StackOverflowError bug) {
      broken = true;
      reader.accept(replacement);
    }
  }

  /// What stands in front of the held text, with a letter before it, so that nothing starts there.
  private String context() {
    return "Q" + before;
  }

  private void pass(int chars) {
    if (chars <= 0) {
      return;
    }
    String text = context() + held.substring(0, chars);
    List<AnswerGuard.Spot> spots = new ArrayList<>();
    Secrets.find(text, spots::add);
    spots.sort(java.util.Comparator.comparingInt(AnswerGuard.Spot::from));
    var shown = new StringBuilder(chars);
    int done = context().length();
    for (AnswerGuard.Spot spot : spots) {
      if (spot.to() > done) {
        if (spot.from() >= done) {
          shown.append(text, done, spot.from()).append(replacement);
        }
        done = spot.to();
      }
    }
    shown.append(text, done, text.length());
    before = text.substring(text.length() - 2);
    held.delete(0, chars);
    reader.accept(shown.toString());
  }
}
