package dev.aether.cel;

import dev.aether.context.Value;
import dev.aether.workflow.Expression;
import dev.aether.workflow.Expression.Evaluated;
import dev.aether.workflow.Expression.NotEvaluated;
import dev.aether.workflow.ExpressionLanguage;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Expressions in the [Common Expression Language](https://cel.dev): no loops without an end, no
/// side effects. `context`, `node` and `input` are maps; CEL's string and math extensions are
/// there.
///
/// The language's library is loaded with the first expression, since most flows have none.
public final class CelExpressions implements ExpressionLanguage {
  private static final String NODE = "node";
  private static final int MOST_CODE_POINTS = 1_000_000; // our own limit is below

  private static final Pattern OF_THE_LIBRARY =
      Pattern.compile("\\b(java|javax|dev|com|org)\\.[a-z]+\\.|Exception\\b");

  private final CelBounds bounds;
  private final LongSupplier nanoTime;

  /// The usual bounds, but for time, which stands still: for tools and tests that need no clock.
  public CelExpressions() {
    this(CelBounds.DEFAULT, () -> 0);
  }

  /// @param nanoTime monotonic clock
  public CelExpressions(CelBounds bounds, LongSupplier nanoTime) {
    this.bounds = bounds;
    this.nanoTime = nanoTime;
  }

  private static final Pattern OFFSET = Pattern.compile("^evaluation error at <input>:(\\d{1,6}):");

  /// Loaded on first use.
  private static final class Language {
    static final CelType MAP = MapType.create(SimpleType.STRING, SimpleType.DYN);
    static final CelOptions OPTIONS =
        CelOptions.current()
            .maxExpressionCodePointSize(MOST_CODE_POINTS)
            .maxParseRecursionDepth(CelBounds.PARSE_DEPTH)
            .comprehensionMaxIterations(CelBounds.ROUNDS)
            .maxRegexProgramSize(CelBounds.REGEX_PROGRAM)
            .enableHeterogeneousNumericComparisons(true)
            .build();
    static final Cel CEL =
        CelFactory.plannerCelBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("context", MAP)
            .addVar(NODE, MAP)
            .addVar("input", MAP)
            .addCompilerLibraries(CelExtensions.strings(), CelExtensions.math())
            .addRuntimeLibraries(BoundedStrings.OTHERS, CelExtensions.math())
            .addFunctionBindings(BoundedStrings.BINDINGS)
            .build();
  }

  @Override
  public Compilation compile(String source) {
    if (source.isBlank()) {
      return new Invalid(1, 1, "the expression is empty");
    }
    if (source.length() > bounds.chars()) {
      return new Invalid(
          1, 1, "the expression has more than %d characters".formatted(bounds.chars()));
    }
    try {
      CelValidationResult checked = Language.CEL.compile(source);
      if (checked.hasError()) {
        return invalid(checked.getErrors().getFirst());
      }
      CelAbstractSyntaxTree ast = checked.getAst();
      CelRuntime.Program program = Language.CEL.createProgram(ast);
      return new Compiled(
          (context, nodes, input) -> evaluate(source, program, context, nodes, input),
          nodeIds(ast));
    } catch (CelValidationException | CelEvaluationException wrong) {
      return new Invalid(1, 1, firstLine(wrong));
    }
  }

  private static Invalid invalid(CelIssue issue) {
    return new Invalid(
        Math.max(1, issue.getSourceLocation().getLine()),
        Math.max(0, issue.getSourceLocation().getColumn()) + 1,
        issue.getMessage());
  }

  private Expression.Evaluation evaluate(
      String source,
      CelRuntime.Program program,
      Value.Obj context,
      Map<String, Value> nodes,
      Value.Obj input) {
    Map<String, Object> variables =
        Map.of(
            "context",
            CelValues.toCel(context),
            NODE,
            CelValues.toCel(new Value.Obj(nodes)),
            "input",
            CelValues.toCel(input));
    var meter = new Meter(variables, bounds.time(), nanoTime);
    try {
      Object result = program.trace(variables, meter);
      Optional<Value> value = CelValues.fromCel(result);
      return value.isPresent()
          ? new Evaluated(value.get())
          : new NotEvaluated("the expression's result is not a JSON value");
    } catch (CelEvaluationException failed) {
      return new NotEvaluated(
          meter.stopped().orElseGet(() -> place(source, failed) + reason(failed)));
    } catch (
        RuntimeException unexpected) { // of the library; which value it choked on, nobody knows
      return new NotEvaluated(
          meter.stopped().orElse("the expression cannot be evaluated with these values"));
    }
  }

  /// Where it went wrong, in the author's own words. The library's message may quote a value, so
  /// nothing but the number is taken from it.
  private static String place(String source, CelEvaluationException failed) {
    Matcher offset = OFFSET.matcher(String.valueOf(failed.getMessage()));
    if (!offset.find() || Integer.parseInt(offset.group(1)) >= source.length()) {
      return "";
    }
    int at = Integer.parseInt(offset.group(1));
    String there =
        source.substring(at, Math.min(source.length(), at + 20)).lines().findFirst().orElse("");
    return "at character %d (%s): ".formatted(at + 1, there);
  }

  private static String reason(CelEvaluationException failed) {
    return switch (failed.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> "this member is not there; has(...) asks whether it is";
      case INDEX_OUT_OF_BOUNDS -> "this index is outside of its list";
      case DIVIDE_BY_ZERO -> "a division by zero";
      case DUPLICATE_ATTRIBUTE -> "a key of this map is there twice";
      case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD ->
          "this cannot be done with values of these types";
      case TYPE_NOT_FOUND -> "a type that does not exist";
      case NUMERIC_OVERFLOW -> "the number is too large";
      case ITERATION_BUDGET_EXCEEDED -> "more iterations than the limit of " + CelBounds.ROUNDS;
      case INVALID_ARGUMENT, BAD_FORMAT -> "the value is not of the form that is asked for";
      case INTERNAL_ERROR -> "it cannot be evaluated";
    };
  }

  private static String firstLine(Exception exception) {
    String message = String.valueOf(exception.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return OF_THE_LIBRARY.matcher(line).find()
        ? "the expression cannot be evaluated with these values"
        : line;
  }

  /// `node.ID` and `node["ID"]`; an id that is computed cannot be known before the flow runs.
  private static Set<String> nodeIds(CelAbstractSyntaxTree ast) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .flatMap(node -> nodeId(node.expr()).stream())
        .collect(Collectors.toSet());
  }

  private static Optional<String> nodeId(CelExpr expr) {
    if (expr.getKind() == Kind.SELECT && isNode(expr.select().operand())) {
      return Optional.of(expr.select().field());
    }
    if (expr.getKind() == Kind.CALL
        && expr.call().function().equals("_[_]")
        && isNode(expr.call().args().getFirst())) {
      CelExpr index = expr.call().args().get(1);
      if (index.getKind() == Kind.CONSTANT
          && index.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
        return Optional.of(index.constant().stringValue());
      }
    }
    return Optional.empty();
  }

  private static boolean isNode(CelExpr expr) {
    return expr.getKind() == Kind.IDENT && expr.ident().name().equals(NODE);
  }
}
