package dev.aether.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The console's files, read once. They are a fixed set: what is not in it does not exist, whatever
/// a path looks like.
public final class Assets {
  /// What the page may do: load its own files and talk to its own server, and nothing else. Text
  /// can become markup through the rendering library's own templates only.
  public static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  /// Our modules, each after those that it imports.
  private static final List<String> MODULES =
      List.of(
          "format.js",
          "theme.js",
          "router.js",
          "api.js",
          "stream.js",
          "model.js",
          "timing.js",
          "layout.js",
          "groups.js",
          "boxes.js",
          "viewport.js",
          "graph.js",
          "pieces.js",
          "diff.js",
          "parts.js",
          "facts.js",
          "waterfall.js",
          "inspector.js",
          "execution.js",
          "list.js",
          "compare.js",
          "live.js",
          "locate.js",
          "example.js",
          "tryit.js",
          "key.js",
          "main.js");

  /// Our styles; later ones win.
  private static final List<String> STYLES =
      List.of(
          "base.css",
          "parts.css",
          "console.css",
          "execution.css",
          "graph.css",
          "waterfall.css",
          "inspect.css",
          "views.css");

  /// The rendering library's modules that ours import.
  private static final List<String> LIBRARY =
      List.of("lit-html.js", "directive.js", "directive-helpers.js", "directives/repeat.js");

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  private Assets() {
    LIBRARY.forEach(file -> put(file.substring(file.lastIndexOf('/') + 1), library(file)));
    MODULES.forEach(file -> put(file, own(file)));
    STYLES.forEach(file -> put(file, own(file)));
    put("icon.svg", own("icon.svg"));
    String styles = links(STYLES, "<link rel=\"stylesheet\" href=\"/console/%s\">");
    String preloads = links(modules(), "<link rel=\"modulepreload\" href=\"/console/%s\">");
    put(
        "index.html",
        own("index.html").replace("<!-- styles -->", styles).replace("<!-- modules -->", preloads));
  }

  private static String links(List<String> names, String link) {
    return names.stream().map(link::formatted).collect(Collectors.joining("\n"));
  }

  /// Read when they are first asked for: most processes never show a page.
  private static final class Console {
    static final Assets ASSETS = new Assets();
  }

  /// The files as they lie in the jar.
  public static Assets ofConsole() {
    return Console.ASSETS;
  }

  private void put(String name, String text) {
    assets.put(name, new Asset(name, text));
  }

  /// A file by its name.
  public Optional<Asset> get(String name) {
    return Optional.ofNullable(assets.get(name));
  }

  /// Every name.
  public List<String> names() {
    return List.copyOf(assets.keySet());
  }

  /// All modules, the library's first.
  List<String> modules() {
    return assets.keySet().stream().filter(name -> name.endsWith(".js")).toList();
  }

  /// All styles as one sheet.
  String style() {
    return STYLES.stream().map(this::text).collect(Collectors.joining("\n"));
  }

  String text(String name) {
    return get(name).orElseThrow(() -> new IllegalArgumentException(name)).text();
  }

  private static String own(String name) {
    return read(Assets.class.getResourceAsStream(name), name);
  }

  /// The library's files lie in a folder that is named after its version, with folders below. Here
  /// all files lie side by side.
  private static String library(String name) {
    try (InputStream in = resource("META-INF/maven/org.webjars.npm/lit-html/pom.properties")) {
      var properties = new Properties();
      properties.load(in);
      String path =
          "META-INF/resources/webjars/lit-html/%s/%s"
              .formatted(properties.getProperty("version"), name);
      return read(resource(path), path)
          .replaceAll("(?m)^//# sourceMappingURL=.*$", "")
          .replace("from\"../", "from\"./");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static InputStream resource(String path) {
    InputStream in = Assets.class.getClassLoader().getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException("the class path has no " + path);
    }
    return in;
  }

  private static String read(@Nullable InputStream resource, String name) {
    try (InputStream in = resource) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }
}
