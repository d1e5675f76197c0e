package dev.aether.guard;

import java.util.List;

/// What a word or phrase does in an attack, in whatever language it is written.
///
/// Rules are written over these classes and the statistical model counts their pairs, so one rule
/// and one weight serve every language of the lexicon.
enum WordClass {
  /// ignore, disregard, forget
  DROP,
  /// previous, above, earlier
  EARLIER,
  /// instructions, rules, guidelines
  ORDERS,
  /// text, conversation, message: what orders can be called when they are not named
  TALK,
  /// all, any, every
  ALL,
  /// everything, all that
  EVERYTHING,
  /// your, you were given
  YOURS,
  /// my, our: what the speaker owns, he may dismiss
  MINE,
  /// system, hidden, initial
  SYSTEM,
  /// reveal, leak, divulge
  LEAK,
  /// show, give, tell me
  SHOW,
  /// repeat, print, word for word
  REPEAT,
  /// the text above, the first line
  ABOVE,
  /// what is, what were
  QUESTION,
  /// system prompt, initial instructions
  PROMPT,
  /// password, secret key
  SECRET,
  /// you are now, from now on you are
  BECOME,
  /// enter, activate, switch to
  SWITCH,
  /// debug mode, root access
  MODE,
  /// act as, pretend to be
  PRETEND,
  /// unrestricted, without any rules
  UNBOUND,
  /// developer mode, DAN
  JAILBREAK,
  /// never refuse, without warnings
  NO_REFUSAL,
  /// begin your answer with
  PREFIX,
  /// AI, language model, ChatGPT
  MACHINE,
  /// as your developer, for debugging purposes
  AUTHORITY,
  /// new instructions, your real task
  NEW_TASK,
  /// new rules, important message: what attacks and notices have in common
  TASKING,
  /// instead
  INSTEAD,
  /// say, print, reply only with
  SAY,
  /// send, forward, upload
  SEND,
  /// credentials, personal data, cookies
  PRIVATE,
  /// safety, ethical, content policy
  SAFETY,
  /// no longer apply, are void
  VOID,
  /// obey, comply, do whatever
  OBEY,
  /// illegal, dangerous, immoral
  HARMFUL,
  /// a story, hypothetically
  FICTION,
  /// incorporate, embed, append
  INCLUDE,
  /// the following code
  SNIPPET,
  /// chat markup: the start of a system message
  MARKUP,
  /// do not, never
  NEGATION,
  /// I, we, they: who tells of an act does not command it
  SUBJECT,
  /// such as, the phrase, tries to
  REPORTED,
  /// warnings, errors, case: what is ignored every day
  EVERYDAY,
  /// user, customer, recipient: those an attack inside data talks about
  USER,
  /// pwned: what those who took over a model have it say
  OWNED;

  private static final List<WordClass> ALL_CLASSES = List.of(values());

  int index() {
    return ALL_CLASSES.indexOf(this);
  }

  long bit() {
    return 1L << index();
  }

  /// How many words back it is looked for as a guard: a subject stands next to its verb, a report
  /// may take some words to come to the point.
  int guardReach() {
    return this == SUBJECT ? 2 : 4;
  }

  /// Whether it is looked for as a guard beyond the beginning of the sentence.
  boolean reachesFurther() {
    return this == REPORTED;
  }

  static WordClass at(int index) {
    return ALL_CLASSES.get(index);
  }

  static int count() {
    return ALL_CLASSES.size();
  }
}
