package dev.aether.testing;

import dev.aether.cel.CelExpressions;
import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.json.JsonText.Parsed;
import dev.aether.workflow.DagReader;
import dev.aether.workflow.Defect;
import dev.aether.workflow.ExpressionLanguage;
import dev.aether.workflow.Limits;
import dev.aether.workflow.Plan;
import dev.aether.workflow.Planner;
import dev.aether.workflow.Planner.Planned;
import dev.aether.workflow.Planner.Planning;
import dev.aether.workflow.Planner.Refused;
import java.util.List;

/// Short ways from text to plans.
public final class Flows {
  private static final ExpressionLanguage CEL = new CelExpressions();

  private Flows() {}

  /// The value of JSON text, in which `'` may stand for `"`.
  public static Value json(String text) {
    return switch (JsonText.JSON.read(text.replace('\'', '"'))) {
      case Parsed(var value) -> value;
      case JsonText.Parsing other -> throw new AssertionError(other + " in " + text);
    };
  }

  /// The object of JSON text, in which `'` may stand for `"`.
  public static Value.Obj object(String text) {
    return (Value.Obj) json(text);
  }

  /// A document with these nodes.
  public static String nodes(String... nodes) {
    return "{'nodes': [" + String.join(", ", nodes) + "]}";
  }

  /// Reads a document that stands at `/dag`.
  public static DagReader.Reading read(String document) {
    return DagReader.read(json(document), "/dag", Limits.DEFAULT);
  }

  /// Plans a document that stands at `/dag`.
  public static Planning planning(Value document, Limits limits) {
    return new Planner(CEL, limits).plan(DagReader.read(document, "/dag", limits));
  }

  /// The plan of a document that must be sound.
  public static Plan plan(String document) {
    return plan(json(document));
  }

  /// The plan of a document that must be sound.
  public static Plan plan(Value document) {
    return switch (planning(document, Limits.DEFAULT)) {
      case Planned(var plan) -> plan;
      case Refused(var defects) ->
          throw new AssertionError(defects.stream().map(Flows::sentence).toList().toString());
    };
  }

  /// What is wrong with a document, each as `pointer code: detail`.
  public static List<String> defects(String document) {
    return defects(document, Limits.DEFAULT);
  }

  /// What is wrong with a document under these limits.
  public static List<String> defects(String document, Limits limits) {
    return switch (planning(json(document), limits)) {
      case Planned _ -> List.of();
      case Refused(var defects) -> defects.stream().map(Flows::sentence).toList();
    };
  }

  private static String sentence(Defect defect) {
    return defect.pointer() + " " + defect.code() + ": " + defect.detail();
  }
}
