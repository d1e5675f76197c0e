package dev.aether.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The string functions that can make much of little: their results have a limit, which is checked
/// before they are made. [Meter] sees a value only once it is there.
final class BoundedStrings {
  private static final long MOST_CHARS = 20_000_000;

  /// The string functions that make at most what they were given.
  static final CelStringExtensions OTHERS =
      CelExtensions.strings(EnumSet.complementOf(EnumSet.of(Function.REPLACE, Function.JOIN)));

  /// The others.
  static final Set<CelFunctionBinding> BINDINGS =
      ImmutableSet.<CelFunctionBinding>builder()
          .addAll(
              CelFunctionBinding.fromOverloads(
                  "replace",
                  CelFunctionBinding.from(
                      "string_replace_string_string",
                      List.of(String.class, String.class, String.class),
                      args -> replace((String) args[0], (String) args[1], (String) args[2], -1)),
                  CelFunctionBinding.from(
                      "string_replace_string_string_int",
                      List.of(String.class, String.class, String.class, Long.class),
                      args ->
                          replace(
                              (String) args[0],
                              (String) args[1],
                              (String) args[2],
                              (Long) args[3]))))
          .addAll(
              CelFunctionBinding.fromOverloads(
                  "join",
                  CelFunctionBinding.from("list_join", List.class, list -> join(list, "")),
                  CelFunctionBinding.from(
                      "list_join_string", List.class, String.class, BoundedStrings::join)))
          .build();

  private BoundedStrings() {}

  /// @param most how many are replaced; all if negative
  private static String replace(String text, String old, String with, long most)
      throws CelEvaluationException {
    long left = most < 0 ? Long.MAX_VALUE : most;
    if (old.isEmpty()) {
      return interleave(text, with, left);
    }
    var out = new StringBuilder();
    int at = 0;
    for (int next = text.indexOf(old); next >= 0 && left > 0; left--) {
      check((long) out.length() + (next - at) + with.length());
      out.append(text, at, next).append(with);
      at = next + old.length();
      next = text.indexOf(old, at);
    }
    check((long) out.length() + (text.length() - at));
    return out.append(text, at, text.length()).toString();
  }

  /// Nothing is found before every character, and at the end.
  private static String interleave(String text, String with, long most)
      throws CelEvaluationException {
    var out = new StringBuilder();
    int at = 0;
    for (long left = most; left > 0; left--) {
      check((long) out.length() + with.length());
      out.append(with);
      if (at == text.length()) {
        break;
      }
      int next = text.offsetByCodePoints(at, 1);
      out.append(text, at, next);
      at = next;
    }
    return out.append(text, at, text.length()).toString();
  }

  private static String join(List<?> items, String separator) throws CelEvaluationException {
    var out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof String item)) {
        throw new CelEvaluationException("join takes a list of strings");
      }
      check((long) out.length() + separator.length() + item.length());
      out.append(i == 0 ? "" : separator).append(item);
    }
    return out.toString();
  }

  private static void check(long chars) throws CelEvaluationException {
    if (chars > MOST_CHARS) {
      throw new CelEvaluationException(
          "a string would have more than %d characters".formatted(MOST_CHARS));
    }
  }
}
