package dev.aether.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Writes administrative acts down, done or refused: who, what, with what outcome. The time is the
/// log line's. Never a key, a body or a query.
final class Audit {
  private static final Logger LOG = System.getLogger("aether.audit");

  private Audit() {}

  static void act(Request request, int status) {
    LOG.log(
        Level.INFO,
        "%s %s | caller=%s request=%s status=%d tenant=%s"
            .formatted(
                request.method(),
                plain(request.path()),
                request.caller().name(),
                request.id(),
                status,
                request.caller().tenant().isEmpty() ? "-" : request.caller().tenant()));
  }

  /// A path that cannot pretend to be another line or field.
  private static String plain(String path) {
    return path.replaceAll("[^\\x21-\\x7e]|[|=]", "_");
  }
}
