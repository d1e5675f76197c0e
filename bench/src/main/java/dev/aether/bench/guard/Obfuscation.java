package dev.aether.bench.guard;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/// The disguises that attacks are tried in, and harmless texts as well: neither may change the
/// verdict.
enum Obfuscation {
  BASE64 {
    @Override
    String of(String text, SplittableRandom random) {
      return base64(text);
    }
  },
  BASE64_IN_A_SENTENCE {
    @Override
    String of(String text, SplittableRandom random) {
      return "Here is the attachment you asked for: " + base64(text) + " (see the notes).";
    }
  },
  BASE64_TWICE {
    @Override
    String of(String text, SplittableRandom random) {
      return base64(base64(text));
    }
  },
  HEX {
    @Override
    String of(String text, SplittableRandom random) {
      return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
  },
  HEX_SPACED {
    @Override
    String of(String text, SplittableRandom random) {
      return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
  },
  BINARY {
    @Override
    String of(String text, SplittableRandom random) {
      var bits = new StringBuilder();
      for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
        bits.append(Integer.toBinaryString((b & 0xFF) | 0x100), 1, 9).append(' ');
      }
      return bits.toString();
    }
  },
  PERCENT {
    @Override
    String of(String text, SplittableRandom random) {
      var escaped = new StringBuilder();
      for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
        escaped.append('%').append(HexFormat.of().toHexDigits(b));
      }
      return escaped.toString();
    }
  },
  URL_QUOTED {
    @Override
    String of(String text, SplittableRandom random) {
      return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  },
  FORM_ENCODED {
    @Override
    String of(String text, SplittableRandom random) {
      return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  },
  ENTITIES {
    @Override
    String of(String text, SplittableRandom random) {
      return text.codePoints().mapToObj(c -> "&#" + c + ";").collect(Collectors.joining());
    }
  },
  ENTITIES_HEX {
    @Override
    String of(String text, SplittableRandom random) {
      return text.codePoints()
          .mapToObj(c -> "&#x" + Integer.toHexString(c) + ";")
          .collect(Collectors.joining());
    }
  },
  UNICODE_ESCAPES {
    @Override
    String of(String text, SplittableRandom random) {
      return text.chars()
          .mapToObj(c -> "\\u" + HexFormat.of().toHexDigits((char) c))
          .collect(Collectors.joining());
    }
  },
  ROT13 {
    @Override
    String of(String text, SplittableRandom random) {
      return letters(text, c -> shift(c, 13));
    }
  },
  REVERSED {
    @Override
    String of(String text, SplittableRandom random) {
      return new StringBuilder(text).reverse().toString();
    }
  },
  WORDS_REVERSED {
    @Override
    String of(String text, SplittableRandom random) {
      return text.lines()
          .map(line ->
              java.util.Arrays.stream(line.split(" "))
                  .map(word -> new StringBuilder(word).reverse().toString())
                  .collect(Collectors.joining(" ")))
          .collect(Collectors.joining("\n"));
    }
  },
  CONCATENATED {
    @Override
    String of(String text, SplittableRandom random) {
      var parts = new StringBuilder("\"");
      for (char c : text.replace("\"", "'").toCharArray()) {
        parts.append(c).append(random.nextInt(4) == 0 ? "\" + \"" : "");
      }
      return parts.append('"').toString();
    }
  },
  HTML_COMMENT {
    @Override
    String of(String text, SplittableRandom random) {
      return "<p>Opening hours: Monday to Friday.</p><!-- " + text + " --><p>See you soon</p>";
    }
  },
  ZERO_WIDTH {
    @Override
    String of(String text, SplittableRandom random) {
      return text.chars()
          .mapToObj(c -> (char) c + (random.nextInt(2) == 0 ? "\u200B" : "\u200D"))
          .collect(Collectors.joining());
    }
  },
  TAG_CHARACTERS {
    @Override
    String of(String text, SplittableRandom random) {
      return "Thanks!"
          + text.chars()
              .filter(c -> c >= 0x20 && c < 0x7F)
              .mapToObj(c -> Character.toString(0xE0000 + c))
              .collect(Collectors.joining());
    }
  },
  COMBINING_MARKS {
    @Override
    String of(String text, SplittableRandom random) {
      return text.chars()
          .mapToObj(c -> Character.isLetter(c) ? (char) c + "\u0336\u0301" : "" + (char) c)
          .collect(Collectors.joining());
    }
  },
  CONFUSABLES {
    @Override
    String of(String text, SplittableRandom random) {
      String latin = "aceopxyisjABEKMHOPCTX";
      String alike = "асеорхуіѕјАВЕКМНОРСТХ";
      return letters(text, c -> latin.indexOf(c) >= 0 ? alike.charAt(latin.indexOf(c)) : c);
    }
  },
  FULL_WIDTH {
    @Override
    String of(String text, SplittableRandom random) {
      return letters(text, c -> c > 0x20 && c < 0x7F ? c + 0xFEE0 : c);
    }
  },
  MATHEMATICAL {
    @Override
    String of(String text, SplittableRandom random) {
      return letters(
          text,
          c ->
              c >= 'a' && c <= 'z'
                  ? 0x1D41A + c - 'a'
                  : c >= 'A' && c <= 'Z' ? 0x1D400 + c - 'A' : c);
    }
  },
  LEET {
    @Override
    String of(String text, SplittableRandom random) {
      String plain = "aeiostAEIOST";
      String leet = "431057431057";
      return letters(text, c -> plain.indexOf(c) >= 0 ? leet.charAt(plain.indexOf(c)) : c);
    }
  },
  LEET_SYMBOLS {
    @Override
    String of(String text, SplittableRandom random) {
      String plain = "aeiosAEIOS";
      String leet = "@3!0$@3!0$";
      return letters(text, c -> plain.indexOf(c) >= 0 ? leet.charAt(plain.indexOf(c)) : c);
    }
  },
  SPACED {
    @Override
    String of(String text, SplittableRandom random) {
      return text.chars().mapToObj(c -> "" + (char) c).collect(Collectors.joining(" "));
    }
  },
  DOTTED {
    @Override
    String of(String text, SplittableRandom random) {
      return java.util.Arrays.stream(text.split(" "))
          .map(word -> word.chars().mapToObj(c -> "" + (char) c).collect(Collectors.joining(".")))
          .collect(Collectors.joining(" "));
    }
  },
  WITHOUT_SPACES {
    @Override
    String of(String text, SplittableRandom random) {
      return text.replace(" ", "");
    }
  },
  UPPER_CASE {
    @Override
    String of(String text, SplittableRandom random) {
      return text.toUpperCase(java.util.Locale.ROOT);
    }
  },
  MIXED_CASE {
    @Override
    String of(String text, SplittableRandom random) {
      return letters(
          text, c -> random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
    }
  },
  UNDERSCORES {
    @Override
    String of(String text, SplittableRandom random) {
      return text.replace(' ', '_');
    }
  },
  PERCENT_OF_BASE64 {
    @Override
    String of(String text, SplittableRandom random) {
      return PERCENT.of(base64(text), random);
    }
  },
  BASE64_OF_ROT13 {
    @Override
    String of(String text, SplittableRandom random) {
      return base64(ROT13.of(text, random));
    }
  };

  abstract String of(String text, SplittableRandom random);

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String letters(String text, IntUnaryOperator map) {
    return text.codePoints()
        .map(map)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int shift(int c, int places) {
    if (c >= 'a' && c <= 'z') {
      return 'a' + (c - 'a' + places) % 26;
    }
    return c >= 'A' && c <= 'Z' ? 'A' + (c - 'A' + places) % 26 : c;
  }
}
