package dev.aether.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aether.TestParts;
import dev.aether.config.LlmSetting;
import dev.aether.config.Settings;
import dev.aether.config.TelemetrySetting;
import dev.aether.context.CompactJson;
import dev.aether.context.Members;
import dev.aether.context.Value;
import dev.aether.schema.JsonSchemas;
import dev.aether.testing.LocalServer;
import dev.aether.testing.LocalServer.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `GET /openapi.json` says what the server does.
class OpenApiTest {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");
  private static final String FLOW =
      """
      {"dag": {"metadata": {"flow_name": "x"}, "nodes": [
         {"id": "a", "prompt": "{{context.x}}", "model": "gpt-4o-mini"},
         {"id": "b", "prompt": "{{context.missing}}", "dependencies": ["a"]},
         {"id": "c", "prompt": "{{node.b.output}}"}]},
       "context": {"x": "tea"}, "options": {"tags": ["t"], "timeout_ms": 60000}}
      """;

  private static LocalServer server;
  private static Value.Obj document;

  @BeforeAll
  static void start() throws InterruptedException {
    server =
        new LocalServer(
            Settings.defaults()
                .with(LlmSetting.MOCK_LATENCY_MS, "0")
                .with(TelemetrySetting.LOG_LEVEL, "error"));
    document = server.get("/openapi.json").json();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Map<String, Value> members(Value value) {
    return ((Value.Obj) value).members();
  }

  private static Value member(Value value, String name) {
    Value found = members(value).get(name);
    if (found == null) {
      throw new AssertionError("no " + name + " in " + value.asText());
    }
    return found;
  }

  private static Value at(String... path) {
    Value here = document;
    for (String step : path) {
      here = members(here).getOrDefault(step, Value.Obj.EMPTY);
    }
    return here;
  }

  /// Every operation, by `METHOD path`.
  private static Map<String, Value.Obj> operations() {
    Map<String, Value.Obj> operations = new TreeMap<>();
    members(at("paths"))
        .forEach((path, item) ->
            members(item)
                .forEach((method, operation) -> {
                  if (METHODS.contains(method)) {
                    operations.put(
                        method.toUpperCase(Locale.ROOT) + " " + path, (Value.Obj) operation);
                  }
                }));
    return operations;
  }

  private static Value resolved(Value value) {
    if (value instanceof Value.Obj(var members) && members.get("$ref") instanceof Value.Text ref) {
      assertThat(ref.text()).startsWith("#/components/");
      Value target = at(ref.text().substring("#/".length()).split("/", -1));
      assertThat(members(target)).as(ref.text()).isNotEmpty();
      return target;
    }
    return value;
  }

  private static void walk(Value value, Consumer<Value.Obj> visit) {
    switch (value) {
      case Value.Obj object -> {
        visit.accept(object);
        object.members().values().forEach(member -> walk(member, visit));
      }
      case Value.Arr(var items) -> items.forEach(item -> walk(item, visit));
      case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ -> {}
    }
  }

  @Test
  void it_lists_every_route_and_no_other() {
    assertThat(at("openapi").asText()).isEqualTo("3.1.0");
    assertThat(at("info", "version").asText()).isNotEmpty();
    try (var parts = TestParts.with(Settings.defaults())) {
      assertThat(operations().keySet()).isEqualTo(new TreeSet<>(parts.routes()));
    }
  }

  @Test
  void routes_that_need_no_key_are_those_that_answer_without_one() {
    Set<String> open =
        CallersTest.TABLE
            .lines()
            .map(line -> line.split("\\s+", -1))
            .filter(words -> words[2].equals("200"))
            .map(words -> words[0] + " " + words[1])
            .collect(Collectors.toSet());
    Set<String> said =
        operations().entrySet().stream()
            .filter(e -> new Value.Arr(List.of()).equals(e.getValue().members().get("security")))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(said).isEqualTo(open);
  }

  @Test
  void references_lead_somewhere_and_every_component_is_used() {
    Set<String> used = new HashSet<>();
    walk(
        document,
        object -> {
          if (object.members().get("$ref") instanceof Value.Text ref) {
            resolved(object);
            used.add(ref.text());
          }
        });
    for (String kind : List.of("headers", "parameters", "requestBodies", "responses", "schemas")) {
      assertThat(used)
          .containsAll(
              members(at("components", kind)).keySet().stream()
                  .map(name -> "#/components/" + kind + "/" + name)
                  .toList());
    }
  }

  @Test
  void operations_have_names_of_their_own_and_all_parameters_of_their_path() {
    List<String> names = new ArrayList<>();
    operations()
        .forEach((route, operation) -> {
          names.add(member(operation, "operationId").asText());
          assertThat(operation.members()).as(route).containsKeys("summary", "tags", "responses");
          String path = route.substring(route.indexOf(' ') + 1);
          Set<String> inPath =
              Pattern.compile("\\{(\\w+)\\}")
                  .matcher(path)
                  .results()
                  .map(match -> match.group(1))
                  .collect(Collectors.toSet());
          Set<String> declared =
              Stream.of(members(at("paths", path)), operation.members())
                  .map(members -> members.get("parameters"))
                  .filter(Value.Arr.class::isInstance)
                  .flatMap(parameters -> ((Value.Arr) parameters).items().stream())
                  .map(OpenApiTest::resolved)
                  .filter(parameter -> new Value.Text("path").equals(member(parameter, "in")))
                  .map(parameter -> member(parameter, "name").asText())
                  .collect(Collectors.toSet());
          assertThat(declared).as(route).isEqualTo(inPath);
        });
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void schemas_are_schemas() {
    members(at("components", "schemas"))
        .forEach((name, schema) ->
            assertThat(new JsonSchemas().defect(complete((Value.Obj) schema))).as(name).isEmpty());
  }

  /// A schema with everything that it may refer to.
  private static Value.Obj complete(Value.Obj schema) {
    return schema.overlaidWith(new Members().put("components", at("components")).end());
  }

  @Test
  void options_are_those_of_the_documents_and_the_server_knows_them_all() throws Exception {
    Set<String> options = members(at("components", "schemas", "Options", "properties")).keySet();
    String text = Files.readString(Path.of("../docs/http.md"));
    String table = text.substring(text.indexOf("| option |"), text.indexOf("The answer is 200"));
    Set<String> documented =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf('|', 1)))
            .flatMap(cell -> Pattern.compile("\\w+").matcher(cell).results())
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertThat(options).isEqualTo(documented);
    var every = new Members();
    options.forEach(name -> every.put(name, Value.Null.NULL));
    Answer answer =
        server.post(
            "/v1/validate",
            "{\"dag\": {\"nodes\": []}, \"options\": %s}".formatted(CompactJson.of(every.end())));
    assertThat(answer.body()).doesNotContain("is not known");
  }

  @Test
  void what_the_server_answers_is_what_the_document_says() throws Exception {
    String id =
        ((Value.Text) check("POST", "/v1/executions", "/v1/executions", FLOW).at("execution_id"))
            .text();
    String one = "/v1/executions/" + id;
    check("POST", "/execute", "/execute", FLOW);
    check("POST", "/execute", "/execute", "{\"dag\": {\"nodes\": [{}]}}");
    for (int limit = 0; limit < 2; limit++) {
      check("GET", "/v1/executions", "/v1/executions?limit=" + limit, "");
    }
    check("GET", "/v1/executions/{id}", one, "");
    check("GET", "/v1/executions/{id}", one + "x", "");
    check("POST", "/v1/executions/{id}/cancel", one + "/cancel", "");
    check("POST", "/v1/executions/{id}/rerun", one + "/rerun", "{}");
    check("POST", "/v1/validate", "/v1/validate", "{\"dag\": {\"nodes\": [{}]}}");
    check("PUT", "/v1/contexts/{id}", "/v1/contexts/a", "{\"x\": 1}");
    check("PATCH", "/v1/contexts/{id}", "/v1/contexts/a", "{\"y\": 1}");
    check("GET", "/v1/contexts/{id}/snapshot", "/v1/contexts/a/snapshot", "");
    check("GET", "/v1/contexts", "/v1/contexts", "");
    check("DELETE", "/v1/contexts/{id}", "/v1/contexts/a", "");
    check("POST", "/cache/clear", "/cache/clear", "");
    for (String path : List.of("/v1/live", "/cache/stats", "/health", "/readyz")) {
      check("GET", path, path, "");
    }
  }

  private static Answer check(String method, String path, String uri, String body)
      throws IOException, InterruptedException {
    Answer answer =
        server.send(
            HttpRequest.newBuilder(server.uri(uri)).method(method, BodyPublishers.ofString(body)),
            "Accept",
            "application/json");
    String what = method + " " + uri + ": " + answer.status();
    Value operation = member(member(document, "paths"), path);
    Value responses = member(member(operation, method.toLowerCase(Locale.ROOT)), "responses");
    Value response = resolved(member(responses, Integer.toString(answer.status())));
    if (answer.body().isEmpty()) {
      assertThat(members(response)).as(what).doesNotContainKey("content");
      return answer;
    }
    String type = answer.header("content-type").replaceFirst(";.*", "");
    Value content = member(member(response, "content"), type);
    if (type.endsWith("json")) {
      var schema = (Value.Obj) member(content, "schema");
      assertThat(new JsonSchemas().violation(complete(schema), answer.json())).as(what).isEmpty();
      if (!known(schema).isEmpty()) {
        assertThat(answer.json().members().keySet()).as(what).isSubsetOf(known(schema));
      }
    }
    return answer;
  }

  /// The members that a schema names.
  private static Set<String> known(Value schema) {
    Map<String, Value> members = members(resolved(schema));
    Set<String> names = new HashSet<>();
    if (members.get("properties") instanceof Value.Obj(var properties)) {
      names.addAll(properties.keySet());
    }
    if (members.get("allOf") instanceof Value.Arr(var parts)) {
      parts.forEach(part -> names.addAll(known(part)));
    }
    return names;
  }
}
