package dev.aether.context;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Ids as names of files, and back. Small letters, digits, `-` and `_` stand for themselves, every
/// other byte of the UTF-8 form is `%` and two small hexadecimal digits: so no id can leave its
/// directory, and none meets another one on a file system that does not tell capitals from small
/// letters. A name that is too long for a file goes on in a directory.
final class FileNames {
  private static final int MOST_CHARS = 200;
  private static final String GOES_ON = "+";
  private static final String ENDING = ".json";

  private FileNames() {}

  /// The name of a tenant's directory.
  static Path ofTenant(String tenant) {
    return path(tenant, "=");
  }

  /// The file of an id, in its tenant's directory.
  static Path of(String id) {
    return path(id, ENDING);
  }

  private static Path path(String text, String ending) {
    String name = encoded(text);
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (; name.length() - from > MOST_CHARS; from += MOST_CHARS) {
      parts.add(name.substring(from, from + MOST_CHARS) + GOES_ON);
    }
    parts.add(name.substring(from) + ending);
    return Path.of(parts.getFirst(), parts.subList(1, parts.size()).toArray(String[]::new));
  }

  private static String encoded(String text) {
    var name = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if ((b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_') {
        name.append((char) b);
      } else {
        name.append('%');
        HexFormat.of().toHexDigits(name, b);
      }
    }
    return name.toString();
  }

  /// The id whose file this is, if it is one.
  ///
  /// @param file from the tenant's directory on
  static Optional<String> id(Path file) {
    try {
      return Optional.of(decoded(file)).filter(id -> of(id).equals(file));
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      return Optional.empty(); // somebody else's file
    }
  }

  private static String decoded(Path file) {
    var name = new StringBuilder();
    for (Path part : file) {
      String text = part.toString();
      String ending = text.endsWith(GOES_ON) ? GOES_ON : ENDING;
      name.append(text, 0, text.length() - ending.length());
    }
    var bytes = new byte[name.length()];
    int length = 0;
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '%') {
        bytes[length++] =
            (byte) HexFormat.fromHexDigits(name, i + 1, Math.min(i + 3, name.length()));
        i += 2;
      } else {
        bytes[length++] = (byte) name.charAt(i);
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
