package dev.aether.http;

import dev.aether.console.Asset;
import dev.aether.console.Assets;

/// The console: a page at `/` and the files that it is made of. They are open to all; what they
/// show comes over the interface and needs a key where there are keys.
final class ConsoleHandler {
  private ConsoleHandler() {}

  static void addTo(Routes routes) {
    routes
        .open("GET", "/", http -> file(http, "index.html"))
        .open(
            "GET",
            "/console/{file}",
            http -> file(http, http.parameters().getOrDefault("file", "")));
  }

  private static Response file(Request http, String name) throws ProblemException {
    Asset asset =
        Assets.ofConsole()
            .get(name)
            .orElseThrow(() ->
                new ProblemException(
                    Problem.of(ProblemType.NOT_FOUND, "there is nothing at this address")));
    String etag = "\"" + asset.digest() + "\"";
    if (http.header().apply("If-None-Match").filter(etag::equals).isPresent()) {
      return dressed(Response.empty(304), etag);
    }
    boolean zips = http.header().apply("Accept-Encoding").orElse("").contains("gzip");
    Response response =
        dressed(Response.of(200, asset.contentType(), zips ? asset.zipped() : asset.bytes()), etag);
    return zips ? response.with("Content-Encoding", "gzip") : response;
  }

  private static Response dressed(Response response, String etag) {
    return response
        .with("ETag", etag)
        .with("Cache-Control", "no-cache")
        .with("Vary", "Accept-Encoding")
        .with("Content-Security-Policy", Assets.POLICY);
  }
}
