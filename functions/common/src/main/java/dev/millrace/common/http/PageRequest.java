package dev.millrace.common.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which page of a list a request asks for, by the query parameters {@code limit} and {@code page}.
 * All other parameters of the query are the list's filters.
 */
public final class PageRequest {
  /** For {@link Route#get}, beside the filters' names. */
  public static final Set<String> PARAMETERS = Set.of("limit", "page");

  /** The most rows that a page may hold. */
  public static final int MAXIMUM_LIMIT = 1_000;

  private static final int DEFAULT_LIMIT = 100;

  private final String path;
  private final Map<String, String> query;
  private final String list;
  private final int limit;
  private final String after;

  private PageRequest(HttpRequest request, String reader) {
    this.path = request.path();
    this.query = new TreeMap<>(request.query());
    Map<String, String> filters = new TreeMap<>(query);
    filters.keySet().removeAll(PARAMETERS);
    this.list = path + '?' + encoded(filters) + '\n' + reader;
    this.limit = limit(query.get("limit"));
    this.after = after(query.get("page"));
  }

  /**
   * Reads the request.
   *
   * @param reader who sees the list, where not everybody sees the same rows; a page's token is good
   *     for the same reader only
   * @throws Problem 400 when a parameter holds what it cannot
   */
  public static PageRequest of(HttpRequest request, String reader) {
    return new PageRequest(request, reader);
  }

  private static int limit(String held) {
    if (held == null) {
      return DEFAULT_LIMIT;
    }
    if (held.matches("0{0,9}[1-9][0-9]{0,3}") && Integer.parseInt(held) <= MAXIMUM_LIMIT) {
      return Integer.parseInt(held);
    }
    throw invalid("limit", held, "one whole number from 1 to " + MAXIMUM_LIMIT);
  }

  private String after(String held) {
    return held == null
        ? ""
        : PageToken.read(list, held)
            .orElseThrow(
                () -> invalid("page", held, "the token of a Link header, with the same filters"));
  }

  private static Problem invalid(String name, String held, String expected) {
    return Problem.badRequest(
        "Query parameter %s holds \"%.100s\"; expected %s".formatted(name, held, expected));
  }

  /** The most rows that the page may hold, 1 to 1,000. */
  public int limit() {
    return limit;
  }

  /** The key of the last row of the page before; empty for the first page. */
  public Optional<String> after() {
    return after.isEmpty() ? Optional.empty() : Optional.of(after);
  }

  /**
   * The answer with the link to the next page.
   *
   * @param last the key of the last row of this page, not empty
   */
  public HttpResponse linked(HttpResponse answer, String last) {
    Map<String, String> next = new TreeMap<>(query);
    next.put("page", PageToken.of(list, last));
    return answer.with("link", "<%s?%s>; rel=\"next\"".formatted(path, encoded(next)));
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            parameter ->
                QueryString.encoded(parameter.getKey())
                    + '='
                    + QueryString.encoded(parameter.getValue()))
        .collect(Collectors.joining("&"));
  }
}
