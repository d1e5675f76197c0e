package dev.aether.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where nobody needs a key, a browser on the same machine is the danger: a page from anywhere may
/// send requests to loopback addresses. So requests must be addressed to a name of this machine (a
/// foreign name may be made to resolve to it), and pages of other origins change nothing, unless
/// the operator lists their origin.
sealed interface Neighbours {
  /// An IPv4 address of this machine.
  Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

  /// Looks at how the request came.
  ///
  /// @throws ProblemException if it came by such a way
  void check(Request request) throws ProblemException;

  /// A server whose callers have keys, which no foreign page knows, or that the operator wants
  /// open.
  record Trusted() implements Neighbours {
    @Override
    public void check(Request request) {}
  }

  /// A server on loopback addresses without keys.
  ///
  /// @param cors the origins that are welcome
  record Watched(Cors cors) implements Neighbours {
    @Override
    public void check(Request request) throws ProblemException {
      Optional<String> host = request.header().apply("Host");
      if (host.isPresent() && !isThisMachine(name(host.get()))) {
        throw refused("without API keys the server answers to names of this machine only");
      }
      Optional<String> origin = request.header().apply("Origin");
      if (origin.isPresent()
          && request.changes()
          && !cors.allows(origin.get())
          && !sameOrigin(origin.get(), host.orElse(""))) {
        throw refused("pages of other origins may not do this");
      }
    }
  }

  private static ProblemException refused(String why) {
    return new ProblemException(Problem.of(ProblemType.FORBIDDEN, why));
  }

  private static boolean sameOrigin(String origin, String host) {
    int scheme = origin.indexOf("://");
    return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
  }

  /// The host without its port.
  private static String name(String host) {
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
    return (end <= 0 ? host : host.substring(0, end)).toLowerCase(Locale.ROOT);
  }

  private static boolean isThisMachine(String name) {
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || LOOPBACK.matcher(name).matches();
  }
}
