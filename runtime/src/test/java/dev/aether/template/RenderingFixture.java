package dev.aether.template;

import static dev.aether.testing.Flows.object;

import dev.aether.context.Value;
import dev.aether.json.JsonText;
import dev.aether.template.Rendering.NotRendered;
import dev.aether.template.Rendering.Rendered;
import dev.aether.testing.Flows;
import dev.aether.workflow.Action;
import dev.aether.workflow.Plan;
import java.util.Map;
import java.util.Optional;

/// Renders what documents write.
abstract class RenderingFixture {
  static final String CONTEXT =
      "{'user': {'name': 'Ada', 'tags': ['x', {'y': 2}]}, 'n': 1.10, 't': true, 'nil': null,"
          + " 'empty': '', 'list': [1, 'a', {}], 'name': 'Bo', 'html': '<a href=x>&\\\\u0027</a>'}";

  /// What the nodes of a test put out.
  record Fixed(Value.Obj context, Map<String, String> outputs) implements Inputs {
    @Override
    public Optional<String> text(String nodeId) {
      return Optional.ofNullable(outputs.get(nodeId));
    }

    @Override
    public Optional<Value> value(String nodeId) {
      return text(nodeId).flatMap(JsonText.JSON::parse);
    }
  }

  /// Renders `prompt` with more members of the node beside it.
  static Rendering render(String prompt, String members) {
    String document =
        "{'metadata': {'constants': {'MAX': '10', 'BRACES': '{{'}}, 'nodes': ["
            + "{'id': 'up', 'prompt': 'p'}, {'id': 'a.b', 'prompt': 'p'},"
            + "{'id': 'x', 'prompt': '%s'%s}]}".formatted(prompt, members);
    Plan plan = Flows.plan(document);
    var action = (Action.CallModel) plan.node(2).action();
    return Renderer.render(
        action.prompt(),
        plan.node(2).node().renderPolicy(),
        new Fixed(
            object(CONTEXT.replace("\\\\u", "\\u")),
            Map.of("up", "{{context.secret}} & more", "a.b", "{\"x\": [{\"y\": \"deep\"}]}")));
  }

  static Rendered rendered(String prompt, String members) {
    return switch (render(prompt, members)) {
      case Rendered rendered -> rendered;
      case NotRendered(var failure) -> throw new AssertionError(failure.sentence());
    };
  }

  static String text(String prompt) {
    return rendered(prompt, "").text();
  }

  static RenderFailure failure(String prompt, String members) {
    return switch (render(prompt, members)) {
      case Rendered rendered -> throw new AssertionError(rendered.text());
      case NotRendered(var failure) -> failure;
    };
  }

  static String ref(String rest) {
    return ", 'template_refs': [{" + rest + "}]";
  }

  static String policy(String rest) {
    return ", 'render_policy': {" + rest + "}";
  }
}
