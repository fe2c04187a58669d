package dev.millrace.common.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The part of a URL behind its question mark. */
final class QueryString {
  /** What the decoder puts in place of bytes that are no UTF-8, where it was sent so. */
  private static final Pattern REPLACEMENT =
      Pattern.compile("\uFFFD|%EF%BF%BD", Pattern.CASE_INSENSITIVE);

  private QueryString() {}

  /**
   * The parameters of a query, decoded; a plus sign stands for a space. A parameter without an
   * equals sign has an empty value.
   *
   * @throws Problem when a parameter is there twice (which of the two counts, nobody could tell),
   *     or is not percent-encoded UTF-8
   */
  static Map<String, String> parse(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : query.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
        String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
        if (parameters.putIfAbsent(name, value) != null) {
          throw Problem.badRequest(
              "Query parameter %s is there more than once; expected it once".formatted(name));
        }
      }
    }
    return parameters;
  }

  /** The value as it stands in a URL: a space is {@code %20}. */
  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decoded(String encoded) {
    try {
      String decoded = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
      if (decoded.indexOf('\uFFFD') < 0 || REPLACEMENT.matcher(encoded).find()) {
        return decoded;
      }
    } catch (IllegalArgumentException noEncoding) {
      // Answered below, as what is encoded and no UTF-8.
    }
    throw Problem.badRequest(
        "The query holds \"%.100s\"; expected UTF-8 in percent-encoding".formatted(encoded));
  }
}
