package dev.aether.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// One execution as a page in one file, to be kept or sent to somebody: the console's own modules
/// and styles with the execution's data between them. It loads nothing, and its policy lets only
/// what it was made with run.
public final class ExecutionPage {
  private final String script;
  private final String style;
  private final String icon;

  /// Linked when the first page is made.
  private static final class Console {
    static final ExecutionPage PAGE = new ExecutionPage(Assets.ofConsole());
  }

  /// The page that is made of the console's files.
  public static ExecutionPage ofConsole() {
    return Console.PAGE;
  }

  private ExecutionPage(Assets assets) {
    this.script = unbreakable(ModuleLinker.link(assets, "main.js"));
    this.style = assets.style();
    this.icon =
        "data:image/svg+xml;base64,"
            + Base64.getEncoder()
                .encodeToString(assets.text("icon.svg").getBytes(StandardCharsets.UTF_8));
  }

  /// Nothing in a script ends the element that it stands in.
  private static String unbreakable(String text) {
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--");
  }

  /// What the page may do.
  public String policy() {
    return "default-src 'none'; script-src '%s'; style-src '%s'; img-src data:; base-uri 'none';"
            .formatted(hash(script), hash(style))
        + " form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html";
  }

  private static String hash(String text) {
    byte[] digest = Assets.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  /// The page.
  ///
  /// @param execution JSON in UTF-8: the execution, and its nodes with their texts
  public byte[] of(byte[] execution) {
    String data =
        new String(execution, StandardCharsets.UTF_8)
            .replace("<", "\\u003c")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029");
    String head =
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="%s">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Execution</title>
        <link rel="icon" href="%s">
        """
            .formatted(policy(), icon);
    return String.join(
            "",
            head,
            "<style>" + style + "</style>\n</head>\n<body>\n<div id=\"app\"></div>\n",
            "<script type=\"application/json\" id=\"data\">" + data + "</script>\n",
            "<script type=\"module\">" + script + "</script>\n</body>\n</html>\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
