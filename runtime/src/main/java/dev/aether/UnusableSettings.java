package dev.aether;

/// A setting names something that cannot be used. The message says which, for people.
final class UnusableSettings extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableSettings(String message) {
    super(message);
  }
}
