package dev.millrace.inference;

import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why the runtime does not take a model, in words for whoever made the model. */
public final class RuntimeRefusal {
  private static final List<Reason> REASONS =
      List.of(
          new Reason(
              "Fatal error: (\\S+?)\\(-?\\d+\\) is not a registered",
              match -> missingOperator(match.group(1).replace(':', '.').replaceFirst("^\\.", ""))),
          new Reason(
              "No Op registered for (\\S+) with domain_version of (\\d+)",
              match ->
                  "uses the operator %s, which version %s of its operators does not have"
                      .formatted(match.group(1), match.group(2))),
          new Reason(
              "Could not find an implementation for (\\S+?)\\(\\d+\\)",
              match ->
                  "uses the operator %s with a type for which the runtime does not have it"
                      .formatted(match.group(1))),
          new Reason(
              "Opset (\\d+) is under development.*domain (\\S+) is till opset (\\d+)",
              match ->
                  "has version %s of the operators %s; the runtime takes versions up to %s"
                      .formatted(match.group(1), match.group(2), match.group(3))),
          new Reason(
              "Unsupported model IR version: (\\d+), max supported IR version: (\\d+)",
              match ->
                  "has version %s of ONNX's file format; the runtime takes versions up to %s"
                      .formatted(match.group(1), match.group(2))),
          new Reason(
              "Protobuf parsing failed|byte array is zero length|ModelProto does not have a graph",
              match -> "is no ONNX model, or is cut off"),
          new Reason(
              "Type '(\\S+)' of input parameter \\((.*?)\\) of operator \\((\\S+)\\)",
              match ->
                  "passes '%s' of type %s to the operator %s, which does not take that type"
                      .formatted(match.group(2), match.group(1), match.group(3))));

  /** What the runtime writes, and what it means. */
  private record Reason(Pattern written, Function<MatchResult, String> meaning) {
    Reason(String written, Function<MatchResult, String> meaning) {
      this(Pattern.compile(written, Pattern.DOTALL), meaning);
    }
  }

  private RuntimeRefusal() {}

  /**
   * The predicate of a sentence about the model: "uses the operator Sqrtt, which ...".
   *
   * @param message the runtime's; one that is not known is repeated without its error code
   */
  public static String predicate(String message) {
    for (Reason reason : REASONS) {
      Matcher matcher = reason.written().matcher(message);
      if (matcher.find()) {
        return reason.meaning().apply(matcher.toMatchResult());
      }
    }
    return "is not taken by ONNX Runtime: "
        + message
            .replaceFirst("^Error code - \\S+ - message: ", "")
            .replaceFirst("^Load model from .* failed:", "")
            .strip();
  }

  private static String missingOperator(String operator) {
    return "uses the operator %s, which the runtime does not have".formatted(operator);
  }
}
