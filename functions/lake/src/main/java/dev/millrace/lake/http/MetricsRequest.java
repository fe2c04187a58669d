package dev.millrace.lake.http;

import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.PageToken;
import dev.millrace.common.http.Problem;
import dev.millrace.lake.metrics.MetricsQuery;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code GET /metrics} was asked for.
 *
 * @param limit the most rows that the page may hold
 * @param after the end of the page before, in the query's own terms; empty for the first page
 */
record MetricsRequest(
    MetricsQuery query, int limit, Optional<String> after, Map<String, String> parameters) {
  static final String SERVICE = "service";
  static final String FROM = "from";
  static final String TO = "to";
  static final String LIMIT = "limit";
  static final String PAGE = "page";
  static final Set<String> PARAMETERS = Set.of(SERVICE, FROM, TO, LIMIT, PAGE);
  static final int MOST_ROWS = 1_000;

  private static final String A_TIME =
      "one ISO-8601 date and time with an offset, years 0000 to 9999, such as 2025-01-18T10:12:00Z"
          + " or 2025-01-18T11:12:00%2B01:00 (a plus sign in a URL stands for a space)";

  /**
   * Reads the request.
   *
   * @throws Problem when a parameter holds what it cannot
   */
  static MetricsRequest of(HttpRequest request) {
    Map<String, String> parameters = request.query();
    Instant from = time(parameters, FROM).orElse(MetricsQuery.EARLIEST);
    Instant to = time(parameters, TO).orElse(MetricsQuery.LATEST);
    if (to.isBefore(from)) {
      throw Problem.badRequest(
          "Query parameter to holds \"%s\", which is before from, \"%s\"; expected a time at or after it"
              .formatted(shown(parameters, TO), shown(parameters, FROM)));
    }
    MetricsQuery query = MetricsQuery.of(service(parameters), from, to);
    return new MetricsRequest(query, limit(parameters), after(parameters, query), parameters);
  }

  private static String service(Map<String, String> parameters) {
    String held = parameters.get(SERVICE);
    if (held == null) {
      return "";
    }
    String service = held.strip().toLowerCase(Locale.ROOT);
    if (service.isEmpty()) {
      throw invalid(parameters, SERVICE, "a service's name");
    }
    return service;
  }

  private static Optional<Instant> time(Map<String, String> parameters, String name) {
    String held = parameters.get(name);
    if (held == null) {
      return Optional.empty();
    }
    try {
      Instant time = OffsetDateTime.parse(held.strip()).toInstant();
      if (time.isBefore(MetricsQuery.EARLIEST) || time.isAfter(MetricsQuery.LATEST)) {
        throw invalid(parameters, name, A_TIME);
      }
      return Optional.of(time);
    } catch (DateTimeParseException notATime) {
      throw invalid(parameters, name, A_TIME);
    }
  }

  private static int limit(Map<String, String> parameters) {
    String held = parameters.get(LIMIT);
    if (held == null) {
      return MOST_ROWS;
    }
    String text = held.strip();
    if (text.matches("0*[1-9][0-9]{0,3}") && Integer.parseInt(text) <= MOST_ROWS) {
      return Integer.parseInt(text);
    }
    throw invalid(parameters, LIMIT, "one whole number from 1 to " + MOST_ROWS);
  }

  private static Optional<String> after(Map<String, String> parameters, MetricsQuery query) {
    String held = parameters.get(PAGE);
    if (held == null) {
      return Optional.empty();
    }
    return Optional.of(
        PageToken.read(list(query), held)
            .orElseThrow(
                () ->
                    invalid(
                        parameters,
                        PAGE,
                        "the token of a Link header, with the same service, from and to")));
  }

  /** What a page's token is good for. */
  private static String list(MetricsQuery query) {
    return "%s\n%s\n%s".formatted(query.first(), query.last(), query.service());
  }

  /** The path and query of the page that begins after this key. */
  String next(String end) {
    Map<String, String> next = new LinkedHashMap<>();
    for (String name : new String[] {SERVICE, FROM, TO, LIMIT}) {
      if (parameters.containsKey(name)) {
        next.put(name, parameters.get(name));
      }
    }
    next.put(PAGE, PageToken.of(list(query), end));
    return next.entrySet().stream()
        .map(parameter -> parameter.getKey() + '=' + encoded(parameter.getValue()))
        .collect(Collectors.joining("&", "/metrics?", ""));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Problem invalid(Map<String, String> parameters, String name, String expected) {
    return Problem.badRequest(
        "Query parameter %s holds \"%s\"; expected %s"
            .formatted(name, shown(parameters, name), expected));
  }

  /** At most a hundred characters of what the parameter holds. */
  private static String shown(Map<String, String> parameters, String name) {
    String held = parameters.get(name);
    int end = Math.min(held.codePointCount(0, held.length()), 100);
    return held.substring(0, held.offsetByCodePoints(0, end));
  }
}
