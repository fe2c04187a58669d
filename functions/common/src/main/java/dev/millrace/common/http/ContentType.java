package dev.millrace.common.http;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The parts of a {@code Content-Type} header's value. */
final class ContentType {
  /** A parameter's name and its value, which may stand in quotes. */
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([^;=\"\\s]*)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^;\"]*)))?");

  private ContentType() {}

  /** The values that a parameter has, without quotes; a name without a value has an empty one. */
  static List<String> parameters(String contentType, String name) {
    return PARAMETER
        .matcher(contentType)
        .results()
        .filter(parameter -> parameter.group(1).equalsIgnoreCase(name))
        .map(ContentType::value)
        .toList();
  }

  private static String value(MatchResult parameter) {
    if (parameter.group(2) != null) {
      return parameter.group(2);
    }
    return parameter.group(3) == null ? "" : parameter.group(3).strip();
  }
}
