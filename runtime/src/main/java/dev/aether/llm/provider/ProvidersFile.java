package dev.aether.llm.provider;

import dev.aether.context.Value;
import dev.aether.llm.Prefix;
import dev.aether.llm.PrefixPolicy;
import dev.aether.llm.RateLimits;
import dev.aether.llm.provider.Quirks.Structure;
import dev.aether.llm.provider.Quirks.TokenLimit;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Reads what is configured of providers: servers that speak OpenAI's dialect, and the rate limits
/// of any provider. The form is described in `docs/providers.md`.
public final class ProvidersFile {
  private static final Set<String> KNOWN =
      Set.of(
          "base_url",
          "prefix",
          "api_key_env",
          "token_limit",
          "stream_options",
          "system_role",
          "structure",
          "prefix_cache",
          "prefix_ttl",
          "prefix_leader",
          "requests_per_minute",
          "tokens_per_minute",
          "calls_in_flight");

  private ProvidersFile() {}

  /// The file is none of providers.
  public static final class InvalidFile extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidFile(String message) {
      super(message);
    }
  }

  /// One provider.
  ///
  /// @param base where it is; empty for a vendor that is known anyway
  /// @param prefix how the names of its models begin; the provider's name and a slash if not stated
  /// @param prefixes what is done about its prefix cache
  /// @param keyVariable the environment variable with its key; empty for a server that asks for
  ///   none
  public record Entry(
      Optional<URI> base,
      String prefix,
      Optional<String> keyVariable,
      Quirks quirks,
      RateLimits limits,
      PrefixPolicy prefixes) {}

  /// Reads the file.
  ///
  /// @return by the provider's name, in the file's order
  /// @throws InvalidFile naming the place and what is wrong there
  public static Map<String, Entry> read(Value file) throws InvalidFile {
    if (!(file instanceof Value.Obj(var top))
        || !(top.get("providers") instanceof Value.Obj(var providers))
        || top.size() != 1) {
      throw new InvalidFile("expected one member 'providers', an object by provider");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, Value> provider : providers.entrySet()) {
      entries.put(provider.getKey(), entry(provider.getKey(), provider.getValue()));
    }
    return entries;
  }

  private static Entry entry(String name, Value value) throws InvalidFile {
    if (!(value instanceof Value.Obj(var members))) {
      throw new InvalidFile("providers." + name + ": expected an object");
    }
    for (String member : members.keySet()) {
      if (!KNOWN.contains(member)) {
        throw new InvalidFile(
            "providers.%s: unknown member '%s'; known are %s"
                .formatted(name, member, KNOWN.stream().sorted().toList()));
      }
    }
    var of = new Of("providers." + name, members);
    Optional<String> base = of.text("base_url");
    Optional<Integer> requests = of.number("requests_per_minute");
    Optional<Integer> tokens = of.number("tokens_per_minute");
    Optional<Integer> calls = of.number("calls_in_flight");
    return new Entry(
        base.isPresent() ? Optional.of(of.address(base.get())) : Optional.empty(),
        of.text("prefix").orElse(name + "/"),
        of.text("api_key_env"),
        new Quirks(
            of.word("token_limit", TokenLimit.class, Quirks.COMPATIBLE.tokenLimit()),
            of.truth("stream_options", Quirks.COMPATIBLE.streamOptions()),
            of.truth("system_role", Quirks.COMPATIBLE.systemRole()),
            of.word("structure", Structure.class, Quirks.COMPATIBLE.structure())),
        new RateLimits(
            requests.isPresent() ? OptionalInt.of(requests.get()) : OptionalInt.empty(),
            tokens.isPresent() ? OptionalLong.of(tokens.get()) : OptionalLong.empty(),
            calls.isPresent() ? OptionalInt.of(calls.get()) : OptionalInt.empty(),
            RateLimits.LEARNT.longestWait(),
            RateLimits.LEARNT.mostWaiting()),
        prefixes(name, base.isPresent(), of));
  }

  /// A vendor's prefix cache is used where it pays; a server that only speaks the dialect may
  /// refuse what it does not know, so there it has to be asked for.
  private static PrefixPolicy prefixes(String name, boolean other, Of of) throws InvalidFile {
    boolean on =
        of.word("prefix_cache", PrefixUse.class, other ? PrefixUse.OFF : PrefixUse.AUTO)
            == PrefixUse.AUTO;
    PrefixPolicy policy = usual(other ? "" : name).leading(of.truth("prefix_leader", true));
    String life = of.text("prefix_ttl").orElse("5m");
    return switch (life) {
      case "5m" -> on ? policy : PrefixPolicy.OFF;
      case "1h" -> on ? policy.keeping(Prefix.Life.HOUR) : PrefixPolicy.OFF;
      default ->
          throw new InvalidFile(of.place() + ".prefix_ttl: '" + life + "' is none of [5m, 1h]");
    };
  }

  private enum PrefixUse {
    AUTO,
    OFF
  }

  /// What is done about a vendor's prefix cache if the file says nothing.
  ///
  /// @param vendor its name; models that no table knows are taken to be the most demanding
  public static PrefixPolicy usual(String vendor) {
    return PrefixPolicy.auto(vendor.equals("anthropic") ? 4096 : 1024);
  }

  /// The members of one provider, by type.
  private record Of(String place, Map<String, Value> members) {
    Optional<String> text(String name) throws InvalidFile {
      return switch (members.get(name)) {
        case null -> Optional.empty();
        case Value.Text(var text) -> Optional.of(text);
        case Value other -> throw wrong(name, "a string", other);
      };
    }

    boolean truth(String name, boolean otherwise) throws InvalidFile {
      return switch (members.get(name)) {
        case null -> otherwise;
        case Value.Bool(var truth) -> truth;
        case Value other -> throw wrong(name, "true or false", other);
      };
    }

    Optional<Integer> number(String name) throws InvalidFile {
      return switch (members.get(name)) {
        case null -> Optional.empty();
        case Value.Num(var literal) when literal.matches("[1-9]\\d{0,8}") ->
            Optional.of(Integer.parseInt(literal));
        case Value other -> throw wrong(name, "a whole number of at least 1", other);
      };
    }

    <E extends Enum<E>> E word(String name, Class<E> type, E otherwise) throws InvalidFile {
      Optional<String> word = text(name);
      if (word.isEmpty()) {
        return otherwise;
      }
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(word.get())) {
          return constant;
        }
      }
      throw new InvalidFile(
          "%s.%s: '%s' is none of %s"
              .formatted(
                  place,
                  name,
                  word.get(),
                  Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
    }

    URI address(String text) throws InvalidFile {
      try {
        URI address = URI.create(text);
        if (address.getHost() != null && address.getScheme().startsWith("http")) {
          return address;
        }
      } catch (IllegalArgumentException _) {
        // said below
      }
      throw new InvalidFile(place + ".base_url: '" + text + "' is no address of a server");
    }

    private InvalidFile wrong(String name, String expected, Value found) {
      return new InvalidFile(
          "%s.%s: expected %s, found %s".formatted(place, name, expected, found.kind()));
    }
  }
}
