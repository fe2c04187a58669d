package dev.millrace.common.http;

import dev.millrace.common.Deadline;
import java.util.Set;

/**
 * One route of an API.
 *
 * @param key as the API declares it: {@code POST /events}
 * @param parameters the query parameters that it knows
 * @param mediaType of the body that it takes; empty when it takes none
 */
public record Route(String key, Set<String> parameters, String mediaType, Action action) {

  /** Answers a request, or throws a {@link Problem}. */
  @FunctionalInterface
  public interface Action {
    HttpResponse answer(HttpRequest request, Deadline deadline);
  }

  public static Route get(String path, Set<String> parameters, Action action) {
    return new Route("GET " + path, parameters, "", action);
  }

  public static Route post(String path, Set<String> parameters, String mediaType, Action action) {
    return new Route("POST " + path, parameters, mediaType, action);
  }
}
