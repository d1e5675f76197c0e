package dev.aether;

import dev.aether.cache.Recurring;
import dev.aether.cache.Remembered;
import dev.aether.config.SecuritySettings;
import dev.aether.engine.AnswerInspector;
import dev.aether.engine.PromptInspector;
import dev.aether.engine.PromptMemory;
import dev.aether.guard.AnswerGuard;
import dev.aether.guard.AnswerPolicy;
import dev.aether.guard.Family;
import dev.aether.guard.Finding;
import dev.aether.guard.InjectionDetector;
import dev.aether.guard.Origin;
import dev.aether.guard.Piece;
import dev.aether.guard.PromptGuard;
import dev.aether.guard.ScanPolicy;
import dev.aether.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts together who looks at prompts and answers.
final class GuardWiring {
  private static final int KEY_BYTES = 32;
  private static final int REMEMBERED_CHARS = 4_000_000; // of texts and what was found in them

  private GuardWiring() {}

  /// @param more an operator's own guard
  static PromptInspector inspector(SecuritySettings settings, Optional<PromptGuard> more) {
    var detector = new Detector(settings);
    PromptGuard ours = remembering(piece -> detector.get().scan(piece));
    return new PromptInspector(
        more.map(guard -> ours.and(askedOnceAboutAuthors(guard))).orElse(ours),
        settings.protection(),
        settings
            .isolationKey()
            .map(key -> key.getBytes(StandardCharsets.UTF_8))
            .orElseGet(GuardWiring::random));
  }

  /// A guard that says the same of the same each time, and is asked once. That it failed is not
  /// remembered.
  private static PromptGuard remembering(PromptGuard guard) {
    return new Recurring<Piece, List<Finding>>(
            REMEMBERED_CHARS, piece -> 100 + piece.text().length(), guard::scan, GuardWiring::lasts)
        ::apply;
  }

  private static boolean lasts(List<Finding> found) {
    return found.stream().noneMatch(finding -> finding.family() == Family.FAILURE);
  }

  /// An operator's guard may know more of a value each time it is asked; what the authors of flows
  /// wrote comes with every execution, and is asked about once.
  private static PromptGuard askedOnceAboutAuthors(PromptGuard guard) {
    PromptGuard authors = remembering(guard);
    return piece -> (piece.origin() instanceof Origin.Author ? authors : guard).scan(piece);
  }

  /// What prompts have been looked at. An operator's guard may know more each time it is asked.
  static PromptMemory memory(Optional<PromptGuard> more) {
    if (more.isPresent()) {
      return PromptMemory.NONE;
    }
    var known =
        new Remembered<PromptMemory.Question, PromptMemory.Prepared>(
            REMEMBERED_CHARS, (_, prompt) -> prompt.weight());
    return new PromptMemory() {
      @Override
      public PromptMemory.@Nullable Prepared find(Question question) {
        return known.find(question);
      }

      @Override
      public void remember(Question question, Prepared prompt) {
        known.put(question, prompt);
      }
    };
  }

  /// Who looks at answers.
  static AnswerInspector answers(SecuritySettings settings) {
    AnswerPolicy usual = AnswerPolicy.standard();
    return new AnswerInspector(
        new AnswerGuard(
            new AnswerPolicy(
                usual.limitChars(),
                usual.personalData(),
                usual.echoedWords(),
                settings.trustedHosts())),
        scan ->
            new Recurring<>(
                REMEMBERED_CHARS, said -> 100 + said.answer().length(), scan, GuardWiring::lasts),
        JsonText.JSON);
  }

  /// Loads the detector's tables.
  static void prepare() {
    List<Finding> _ = Detector.Standard.GUARD.scan(new Piece("a word", new Origin.Whole()));
  }

  private static byte[] random() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /// The detector, whose tables are loaded with the first prompt.
  private static final class Detector implements Supplier<PromptGuard> {
    private static final class Standard {
      static final PromptGuard GUARD = new InjectionDetector(ScanPolicy.standard());
    }

    private final SecuritySettings settings;
    private volatile Optional<PromptGuard> made = Optional.empty();

    Detector(SecuritySettings settings) {
      this.settings = settings;
    }

    @Override
    public PromptGuard get() {
      if (settings.allowedPhrases().isEmpty()) {
        return Standard.GUARD;
      }
      if (made.isEmpty()) { // twice at the worst, and both are the same
        made =
            Optional.of(
                new InjectionDetector(ScanPolicy.standard().allowing(settings.allowedPhrases())));
      }
      return made.orElseThrow();
    }
  }
}
