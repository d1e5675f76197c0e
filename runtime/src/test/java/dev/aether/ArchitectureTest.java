package dev.aether;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.aether.llm.RetryPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Which package may know which. See ARCHITECTURE.md.
class ArchitectureTest {
  private static final String ROOT = "dev.aether";

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /// What each package may know of the others. The root may know everything.
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          Map.entry("context", Set.of()),
          Map.entry("template", Set.of("context")),
          Map.entry("llm", Set.of("context")),
          Map.entry("guard", Set.of("context", "template")),
          Map.entry("workflow", Set.of("context", "template", "llm")),
          Map.entry("engine", Set.of("context", "template", "workflow", "guard", "llm")),
          Map.entry("execution", Set.of("context", "template", "workflow", "llm", "engine")),
          Map.entry("execution.sql", Set.of("context", "execution")),
          Map.entry("execution.sqlite", Set.of("context", "execution", "execution.sql")),
          Map.entry(
              "execution.postgres", Set.of("context", "execution", "execution.sql", "postgres")),
          Map.entry("cache", Set.of("context", "llm", "cache.semantic")),
          Map.entry("cache.semantic", Set.of()),
          Map.entry("cache.redis", Set.of("llm", "cache", "cache.semantic", "redis")),
          Map.entry("redis", Set.of()),
          Map.entry("postgres", Set.of()),
          Map.entry("context.redis", Set.of("context", "redis")),
          Map.entry("context.postgres", Set.of("context", "postgres")),
          Map.entry("cache.onnx", Set.of("context", "cache.semantic")),
          Map.entry("llm.provider", Set.of("context", "llm", "json", "cache.semantic")),
          Map.entry("caller", Set.of("context", "json")),
          Map.entry("console", Set.of()),
          Map.entry("cel", Set.of("context", "workflow")),
          Map.entry("schema", Set.of("context", "llm")),
          Map.entry(
              "json",
              Set.of("context", "template", "llm", "workflow", "guard", "engine", "execution")),
          Map.entry(
              "telemetry", Set.of("context", "template", "llm", "workflow", "engine", "cache")),
          Map.entry("telemetry.otel", Set.of("context", "template", "llm", "workflow", "engine")),
          Map.entry("config", Set.of("context", "json", "llm", "workflow", "guard", "cache")),
          Map.entry(
              "http",
              Set.of(
                  "caller",
                  "context",
                  "template",
                  "workflow",
                  "guard",
                  "llm",
                  "llm.provider",
                  "engine",
                  "execution",
                  "cache",
                  "json",
                  "telemetry",
                  "config",
                  "console")),
          Map.entry(
              "cli",
              Set.of(
                  "caller",
                  "context",
                  "template",
                  "workflow",
                  "guard",
                  "llm",
                  "llm.provider",
                  "engine",
                  "execution",
                  "cache",
                  "json",
                  "telemetry",
                  "config",
                  "console",
                  "http")));

  private static final List<String> INNER =
      List.of("context", "template", "workflow", "guard", "llm", "engine", "cache.semantic");

  /// Who may import which library.
  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("tools.jackson..", List.of("json")),
          Map.entry("com.networknt..", List.of("schema")),
          Map.entry("dev.cel..", List.of("cel")),
          Map.entry("com.google..", List.of("cel")),
          Map.entry("com.github.benmanes.caffeine..", List.of("cache")),
          Map.entry("io.lettuce..", List.of("redis", "cache.redis", "context.redis")),
          Map.entry("ai.onnxruntime..", List.of("cache.onnx")),
          Map.entry("com.knuddels.jtokkit..", List.of("llm.provider")),
          Map.entry("org.postgresql..", List.of("execution.postgres")),
          Map.entry("com.zaxxer..", List.of("postgres")),
          Map.entry("org.flywaydb..", List.of("postgres")),
          Map.entry("com.github.kagkarlsson..", List.of("execution.postgres")),
          Map.entry("io.helidon..", List.of("http", "llm.provider")),
          Map.entry("io.micrometer..", List.of("telemetry")),
          Map.entry("io.prometheus.metrics..", List.of("telemetry")),
          Map.entry("io.opentelemetry..", List.of("telemetry.otel")),
          Map.entry("picocli..", List.of("cli")));

  private static String[] packages(Iterable<String> names) {
    Set<String> packages = new TreeSet<>();
    names.forEach(name -> packages.add(ROOT + "." + name));
    return packages.toArray(String[]::new);
  }

  @Test
  void there_are_no_cycles() {
    slices().matching("dev.aether.(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void every_package_has_its_place() {
    Set<String> packages = new TreeSet<>();
    CODE.forEach(type -> packages.add(type.getPackageName()));
    packages.remove(ROOT);
    assertThat(packages).isSubsetOf(packages(KNOWS.keySet()));
  }

  @Test
  void arrows_are_never_turned_round() {
    KNOWS.forEach((name, known) -> {
      Set<String> others = new HashSet<>(KNOWS.keySet());
      others.removeAll(known);
      others.remove(name);
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + name)
          .should()
          .dependOnClassesThat(resideInAnyPackage(packages(others)).or(resideInAPackage(ROOT)))
          .allowEmptyShould(true)
          .check(CODE);
    });
  }

  @Test
  void a_flow_says_how_to_retry_and_nothing_else_of_calls() {
    noClasses()
        .that()
        .resideInAPackage("dev.aether.workflow")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.aether.llm..")
                .and(
                    describe(
                        "are not RetryPolicy",
                        type -> !type.getName().startsWith(RetryPolicy.class.getName()))))
        .check(CODE);
  }

  @Test
  void the_inner_packages_need_only_the_jdk() {
    classes()
        .that()
        .resideInAnyPackage(packages(INNER))
        .or()
        .haveNameMatching("dev\\.aether\\.cache\\.Cache(Key|Layer|Stats).*")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "javax.crypto..", "org.jspecify..", "dev.aether..")
        .check(CODE);
  }

  @Test
  void each_library_is_known_in_its_own_place_only() {
    LIBRARIES.forEach((library, places) ->
        noClasses()
            .that()
            .resideOutsideOfPackages(packages(places))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library)
            .check(CODE));
  }

  @Test
  void no_other_library_is_used() {
    Set<String> known = new HashSet<>(LIBRARIES.keySet());
    known.addAll(List.of("java..", "javax..", "org.jspecify..", "dev.aether.."));
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(known.toArray(String[]::new))
        .check(CODE);
  }

  @Test
  void time_chance_and_the_environment_come_in_through_constructors() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, "dev.aether.cli..")
        .should(
            access(
                "java.lang.System.out",
                "java.lang.System.err",
                "java.lang.System.in",
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.lang.System.getenv",
                "java.lang.System.getProperty",
                "java.lang.System.exit",
                "java.lang.Throwable.printStackTrace()",
                "java.lang.Math.random",
                "java.time.Instant.now",
                "java.time.LocalDateTime.now",
                "java.time.ZonedDateTime.now",
                "java.time.Clock.systemUTC",
                "java.time.InstantSource.system",
                "java.util.UUID.randomUUID",
                "java.util.Random.<init>",
                "java.security.SecureRandom.<init>",
                "java.util.concurrent.ThreadLocalRandom.current"))
        .check(CODE);
  }

  /// Calls, references to methods and uses of fields.
  private static ArchCondition<JavaClass> access(String... members) {
    Set<String> names = Set.of(members);
    DescribedPredicate<JavaAccess<?>> listed =
        describe(
            "listed",
            access ->
                names.contains(access.getTarget().getFullName())
                    || names.contains(access.getTargetOwner().getName() + "." + access.getName()));
    return new ArchCondition<>("access one of " + names) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAccessesFromSelf().stream()
            .filter(listed)
            .forEach(access ->
                events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
      }
    };
  }
}
