package dev.millrace.local.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route of the HTTP API.
 *
 * @param key such as {@code GET /predictions/{id}}
 * @param function ARN of the alias that answers
 * @param authorized whether a token is wanted
 * @param scopes of which a token must have one; none means any valid token
 */
record Route(String key, String function, boolean authorized, List<String> scopes) {
  private static final String DEFAULT = "$default";

  /** The path parameters of a request that this route takes, as they came, percent-encoded. */
  Optional<Map<String, String>> match(String method, String path) {
    if (key.equals(DEFAULT)) {
      return Optional.of(Map.of());
    }
    int space = key.indexOf(' ');
    String routeMethod = key.substring(0, space);
    if (!routeMethod.equals(method) && !routeMethod.equals("ANY")) {
      return Optional.empty();
    }
    return matchSegments(segments(key.substring(space + 1)), segments(path));
  }

  /** Whether the route's path is a given one, or below it. */
  boolean isUnder(String path) {
    String own = key.substring(key.indexOf(' ') + 1);
    return own.equals(path) || own.startsWith(path + "/");
  }

  private static Optional<Map<String, String>> matchSegments(
      List<String> template, List<String> path) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int index = 0; index < template.size(); index++) {
      String segment = template.get(index);
      if (isGreedy(segment)) {
        if (path.size() <= index) {
          return Optional.empty();
        }
        parameters.put(
            segment.substring(1, segment.length() - 2),
            String.join("/", path.subList(index, path.size())));
        return Optional.of(parameters);
      }
      if (path.size() <= index) {
        return Optional.empty();
      }
      if (isVariable(segment)) {
        parameters.put(segment.substring(1, segment.length() - 1), path.get(index));
      } else if (!segment.equals(path.get(index))) {
        return Optional.empty();
      }
    }
    return path.size() == template.size() ? Optional.of(parameters) : Optional.empty();
  }

  /** Of several routes that match the most specific answers: the one whose rank is lowest. */
  int rank() {
    if (key.equals(DEFAULT)) {
      return Integer.MAX_VALUE;
    }
    int rank = key.startsWith("ANY ") ? 1 : 0;
    for (String segment : segments(key)) {
      rank += isGreedy(segment) ? 10_000 : isVariable(segment) ? 100 : 0;
    }
    return rank;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static boolean isGreedy(String segment) {
    return segment.startsWith("{") && segment.endsWith("+}");
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
    if (segments.size() > 1 && segments.getLast().isEmpty()) {
      segments.removeLast();
    }
    return segments;
  }
}
