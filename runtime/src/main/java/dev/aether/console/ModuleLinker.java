package dev.aether.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Joins the console's modules to one script, for a page that lies in one file and may load
/// nothing.
///
/// Each module becomes a function that is called once and gives what it exports. Understood are the
/// forms that our modules and the library's use: named imports, lists of exports, and exported
/// declarations. Imports must not go in circles.
final class ModuleLinker {
  private static final Pattern IMPORT =
      Pattern.compile("\\bimport\\s*\\{([^}]*)\\}\\s*from\\s*[\"']\\./([\\w.-]+)[\"'];?");
  private static final Pattern EXPORT_LIST = Pattern.compile("\\bexport\\s*\\{([^}]*)\\};?");
  private static final Pattern EXPORT_DECLARATION =
      Pattern.compile("\\bexport\\s+((?:async\\s+)?(?:function\\*?|const|let|class)\\s+(\\w+))");
  private static final Pattern LEFT_OVER =
      Pattern.compile("(?m)(^|[;}])\\s*(import|export)\\b(?!\\s*\\.)");

  private final Assets assets;
  private final Map<String, String> linked = new LinkedHashMap<>();
  private final Map<String, String> variables = new HashMap<>();

  private ModuleLinker(Assets assets) {
    this.assets = assets;
  }

  /// The script that runs a module with everything that it imports.
  static String link(Assets assets, String entry) {
    var linker = new ModuleLinker(assets);
    linker.add(entry);
    return String.join("\n", linker.linked.values());
  }

  private String add(String name) {
    String known = variables.get(name);
    if (known != null) {
      if (!linked.containsKey(name)) {
        throw new IllegalStateException("imports go in a circle through " + name);
      }
      return known;
    }
    String variable = "module" + variables.size();
    variables.put(name, variable);
    linked.put(name, function(name, variable, assets.text(name)));
    return variable;
  }

  private String function(String name, String variable, String source) {
    List<String> exports = new ArrayList<>();
    String body = IMPORT.matcher(source).replaceAll(this::binding);
    Matcher lists = EXPORT_LIST.matcher(body);
    body =
        lists.replaceAll(list -> {
          exports.addAll(names(list.group(1), "%2$s:%1$s"));
          return "";
        });
    body =
        EXPORT_DECLARATION
            .matcher(body)
            .replaceAll(declaration -> {
              exports.add(declaration.group(2));
              return Matcher.quoteReplacement(declaration.group(1));
            });
    if (LEFT_OVER.matcher(body).find()) {
      throw new IllegalStateException(name + " imports or exports in a form that is not known");
    }
    return "const %s=(()=>{%s\nreturn{%s};})();"
        .formatted(variable, body.strip(), String.join(",", exports));
  }

  private String binding(java.util.regex.MatchResult found) {
    String variable = add(found.group(2));
    return Matcher.quoteReplacement(
        "const{%s}=%s;".formatted(String.join(",", names(found.group(1), "%1$s:%2$s")), variable));
  }

  /// `a as b` as a pair.
  private static List<String> names(String list, String pair) {
    List<String> names = new ArrayList<>();
    for (String item : list.split(",", -1)) {
      if (!item.isBlank()) {
        String[] words = item.strip().split("\\s+as\\s+", -1);
        names.add(pair.formatted(words[0], words[words.length - 1]));
      }
    }
    return names;
  }
}
