package dev.aether.caller;

import dev.aether.context.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Reads the document `keys: [{name, tenant, sha256, rights, requests_per_minute}]`, strictly: a
/// misspelt member must not become a key with other rights than were meant.
final class KeysReader {
  static final int MOST_KEYS = 10_000;
  private static final Set<String> MEMBERS =
      Set.of("name", "tenant", "sha256", "rights", "requests_per_minute");

  private final List<CallerKey> keys = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> digests = new HashSet<>();

  private KeysReader() {}

  /// The document is not as it should be. The message never has a digest in it.
  static final class InvalidKeys extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidKeys(String message) {
      super(message, null, false, false);
    }
  }

  static List<CallerKey> read(Value document) throws InvalidKeys {
    if (!(document instanceof Value.Obj(var members))
        || !members.keySet().equals(Set.of("keys"))
        || !(members.get("keys") instanceof Value.Arr(var items))) {
      throw new InvalidKeys("expected one member, 'keys', with a list of keys");
    }
    if (items.size() > MOST_KEYS) {
      throw new InvalidKeys("more than %d keys".formatted(MOST_KEYS));
    }
    var reader = new KeysReader();
    for (int i = 0; i < items.size(); i++) {
      reader.add("keys[%d]".formatted(i), items.get(i));
    }
    return List.copyOf(reader.keys);
  }

  private void add(String where, Value item) throws InvalidKeys {
    if (!(item instanceof Value.Obj(var members))) {
      throw new InvalidKeys("%s: expected name, tenant, sha256 and rights".formatted(where));
    }
    for (String member : members.keySet()) {
      if (!MEMBERS.contains(member)) {
        throw new InvalidKeys("%s: there is no member '%s'".formatted(where, member));
      }
    }
    String word = "1 to 64 letters, digits, dots, hyphens and underscores";
    String name = text(where, members, "name", CallerKey.WORD, word);
    String tenant = text(where, members, "tenant", CallerKey.WORD, word);
    String sha256 =
        text(where, members, "sha256", "[0-9a-fA-F]{64}", "64 hexadecimal digits")
            .toLowerCase(Locale.ROOT);
    if (!names.add(name)) {
      throw new InvalidKeys("%s: there are two keys of the name '%s'".formatted(where, name));
    }
    if (!digests.add(sha256)) {
      throw new InvalidKeys("%s: another key has the same digest".formatted(where));
    }
    keys.add(new CallerKey(name, tenant, sha256, rights(where, members), limit(where, members)));
  }

  /// Digits without quotes are a number for YAML, and as good.
  private static String text(
      String where, Map<String, Value> members, String name, String pattern, String expected)
      throws InvalidKeys {
    Optional<String> text =
        Optional.ofNullable(members.get(name))
            .filter(value -> value instanceof Value.Text || value instanceof Value.Num)
            .map(Value::asText)
            .filter(found -> found.matches(pattern));
    if (text.isEmpty()) {
      throw new InvalidKeys("%s.%s: expected %s".formatted(where, name, expected));
    }
    return text.get();
  }

  private static Set<Right> rights(String where, Map<String, Value> members) throws InvalidKeys {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    if (members.get("rights") instanceof Value.Arr(var words)) {
      for (Value word : words) {
        rights.add(
            Right.of(word.asText())
                .orElseThrow(() ->
                    new InvalidKeys(
                        "%s.rights: expected some of execute, read, admin".formatted(where))));
      }
    }
    if (rights.isEmpty()) {
      throw new InvalidKeys("%s.rights: expected some of execute, read, admin".formatted(where));
    }
    return rights;
  }

  private static OptionalInt limit(String where, Map<String, Value> members) throws InvalidKeys {
    Value limit = members.get("requests_per_minute");
    if (limit == null) {
      return OptionalInt.empty();
    }
    if (limit instanceof Value.Num(var literal) && literal.matches("[1-9]\\d{0,6}")) {
      return OptionalInt.of(Integer.parseInt(literal));
    }
    throw new InvalidKeys(
        "%s.requests_per_minute: expected a whole number from 1 to 9999999".formatted(where));
  }
}
