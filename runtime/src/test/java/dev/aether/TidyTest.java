package dev.aether;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The house rules that neither the compiler nor ArchUnit can see, checked on the source text.
class TidyTest {
  private static final Path MAIN = Path.of("src/main/java");
  private static final Path TEST = Path.of("src/test/java");
  private static final int MOST_LINES = 300;

  @Test
  void every_public_type_says_what_it_is_for() throws IOException {
    List<String> undocumented =
        scan(
            all(MAIN),
            (unit, docs) ->
                new Finder(unit) {
                  @Override
                  public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
                    boolean visible =
                        type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                            || (parent() instanceof ClassTree outer && isOpenInterface(outer));
                    if (visible && docs.getDocComment(getCurrentPath()) == null) {
                      found(type.getSimpleName());
                    }
                    return super.visitClass(type, null);
                  }
                });
    assertThat(undocumented).isEmpty();
  }

  @Test
  void every_package_says_what_it_is_for() throws IOException {
    List<Path> sources = all(MAIN);
    for (Path file : sources) {
      Path info = file.resolveSibling("package-info.java");
      assertThat(info).exists();
      assertThat(Files.readString(info)).startsWith("/// ").contains("@NullMarked");
    }
  }

  @Test
  void files_fit_in_the_head() throws IOException {
    List<String> large = new ArrayList<>();
    for (Path file : all(MAIN, TEST)) {
      long lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES) {
        large.add(file + ": " + lines);
      }
    }
    assertThat(large).isEmpty();
  }

  @Test
  void tests_never_sleep_to_let_something_happen() throws IOException {
    var sleep = Pattern.compile("\\b(sleep|parkNanos|parkUntil)" + "\\(");
    List<String> sleepers = new ArrayList<>();
    for (Path file : all(TEST)) {
      if (sleep.matcher(Files.readString(file)).find()) {
        sleepers.add(file.toString());
      }
    }
    assertThat(sleepers).isEmpty();
  }

  @Test
  void tests_are_named_as_sentences() throws IOException {
    List<String> badlyNamed =
        scan(
            all(TEST),
            (unit, _) ->
                new Finder(unit) {
                  @Override
                  public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
                    String name = method.getName().toString();
                    boolean test =
                        method.getModifiers().getAnnotations().stream()
                            .anyMatch(a -> a.getAnnotationType().toString().endsWith("Test"));
                    if (test && !name.matches("[a-z0-9]+(_[a-z0-9]+)+")) {
                      found(name);
                    }
                    return super.visitMethod(method, null);
                  }
                });
    assertThat(badlyNamed).isEmpty();
  }

  private static List<Path> all(Path... roots) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(all::add);
      }
    }
    return all;
  }

  private static List<String> scan(
      List<Path> sources, BiFunction<CompilationUnitTree, DocTrees, Finder> finders)
      throws IOException {
    List<String> findings = new ArrayList<>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      var docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        Finder finder = finders.apply(unit, docs);
        finder.scan(unit, null);
        findings.addAll(finder.findings);
      }
    }
    return findings;
  }

  private abstract static class Finder extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final List<String> findings = new ArrayList<>();
    private final CompilationUnitTree unit;

    Finder(CompilationUnitTree unit) {
      this.unit = unit;
    }

    void found(Object what) {
      findings.add(unit.getSourceFile().getName() + ": " + what);
    }

    static boolean isOpenInterface(ClassTree type) {
      return type.getKind() == Tree.Kind.INTERFACE
          && !type.getModifiers().getFlags().contains(Modifier.PRIVATE);
    }

    Tree parent() {
      return getCurrentPath().getParentPath().getLeaf();
    }
  }
}
