package dev.aether.guard;

/// What a finding is about. Names are part of the public report format.
public enum Family {
  /// Tells the model to drop, replace or overrule what it was told before.
  OVERRIDE,
  /// Asks for the system prompt, hidden instructions or a secret given to the model.
  EXTRACTION,
  /// Puts a new role, persona or mode on the model that has no rules.
  JAILBREAK,
  /// Dictates the answer or a new task from inside the data.
  HIJACKING,
  /// Imitates chat markup, so that data reads as a message of its own.
  SMUGGLING,
  /// Sends data out: to an address, through a link or an image.
  EXFILTRATION,
  /// No single rule, but the choice of words as a whole.
  WORDING,
  /// Longer or more deeply encoded than the scan limit allows; the rest was not looked at.
  UNSCANNED,
  /// The guard itself failed; the piece counts as suspicious.
  FAILURE,
  /// A credential in an answer.
  SECRET,
  /// Personal data in an answer.
  PERSONAL_DATA,
  /// The answer repeats the canary that was planted in the system prompt.
  CANARY,
  /// The answer repeats the system prompt.
  PROMPT_ECHO
}
