package dev.millrace.ingestion.rule.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.FnVarArgs;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * JSONata's functions: their names, and those that an evaluation has in other versions than the
 * library's, since theirs take unbounded time or memory, or lose digits.
 */
final class JsonataFunctions {
  /** What can be called. */
  static final Set<String> NAMES =
      Set.of(
          "sum",
          "count",
          "max",
          "min",
          "average",
          "string",
          "substring",
          "substringBefore",
          "substringAfter",
          "lowercase",
          "uppercase",
          "length",
          "trim",
          "pad",
          "match",
          "contains",
          "replace",
          "split",
          "join",
          "formatNumber",
          "formatBase",
          "formatInteger",
          "parseInteger",
          "number",
          "floor",
          "ceil",
          "round",
          "abs",
          "sqrt",
          "power",
          "boolean",
          "not",
          "map",
          "zip",
          "filter",
          "single",
          "reduce",
          "sift",
          "keys",
          "lookup",
          "append",
          "exists",
          "spread",
          "merge",
          "reverse",
          "each",
          "error",
          "assert",
          "type",
          "sort",
          "distinct",
          "base64encode",
          "base64decode",
          "encodeUrlComponent",
          "encodeUrl",
          "decodeUrlComponent",
          "decodeUrl",
          "toMillis",
          "fromMillis",
          "clone");

  private static final BigDecimal LARGEST_WHOLE = BigDecimal.TWO.pow(53);

  private final Map<String, JFunction> functions = new LinkedHashMap<>();

  JsonataFunctions() {
    add("contains", "<s-(sf):b>", PatternFunctions::contains);
    add("match", "<s-f<s:o>n?:a<o>>", PatternFunctions::match);
    add("replace", "<s-(sf)(sf)n?:s>", PatternFunctions::replace);
    add("split", "<s-(sf)n?:a<s>>", PatternFunctions::split);
    add("pad", "<s-ns?:s>", JsonataFunctions::pad);
    add("join", "<a<s>s?:s>", JsonataFunctions::join);
    add("number", "<(nsb)-:n>", JsonataFunctions::number);
    add("round", "<n-n?:n>", JsonataFunctions::round);
  }

  private void add(String name, String signature, FnVarArgs<Object> function) {
    functions.put(name, Jsonata.function(name, function, signature));
  }

  /** Gives an evaluation these functions. */
  void bind(Jsonata.Frame frame) {
    functions.forEach(frame::bind);
  }

  private static Object pad(List<?> arguments) {
    if (arguments.get(0) == null) {
      return null;
    }
    Number width = (Number) arguments.get(1);
    if (Math.abs(width.doubleValue()) > EvaluationBounds.LARGEST_VALUE) {
      throw new EvaluationBounds.Exceeded("a text of more than a million characters");
    }
    return Functions.pad((String) arguments.get(0), width, (String) arguments.get(2));
  }

  private static Object join(List<?> arguments) {
    if (arguments.get(0) == null) {
      return null;
    }
    List<String> texts =
        ((List<?>) arguments.get(0)).stream().map(String.class::cast).collect(Collectors.toList());
    String separator = (String) arguments.get(1);
    long length = separator == null ? 0 : (long) separator.length() * texts.size();
    for (String text : texts) {
      length += text.length();
    }
    if (length > EvaluationBounds.LARGEST_VALUE) {
      throw new EvaluationBounds.Exceeded("a text of more than a million characters");
    }
    return Functions.join(texts, separator);
  }

  private static Object number(List<?> arguments) {
    Object argument = arguments.get(0);
    if (argument instanceof String text) {
      BigDecimal exact = new BigDecimal(text.strip());
      if (exact.abs().compareTo(LARGEST_WHOLE) > 0 && exact.scale() <= 0) {
        throw new ExactNumber.InexactNumber();
      }
    }
    return argument == null || argument instanceof ExactNumber
        ? argument
        : Utils.convertNumber(Functions.number(argument));
  }

  /** The library's own reads the digits of the number's text, and then makes a double of them. */
  private static Object round(List<?> arguments) {
    if (arguments.get(0) instanceof ExactNumber) {
      throw new ExactNumber.InexactNumber();
    }
    Number rounded = Functions.round((Number) arguments.get(0), (Number) arguments.get(1));
    return rounded == null ? null : Utils.convertNumber(rounded);
  }
}
