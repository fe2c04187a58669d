package dev.millrace.common.http;

import dev.millrace.common.Deadline;
import java.util.Set;

/**
 * One route of an API.
 *
 * @param key as the API declares it: {@code POST /events}
 * @param parameters the query parameters that it knows
 * @param mediaType of the body that it takes; empty when it takes none
 * @param audited whether each request is recorded by the function's {@link AuditTrail}
 */
public record Route(
    String key, Set<String> parameters, String mediaType, boolean audited, Action action) {

  /** Answers a request, or throws a {@link Problem}. */
  @FunctionalInterface
  public interface Action {
    /** Answers one request, or throws a {@link Problem}. Called by one thread at a time. */
    HttpResponse answer(HttpRequest request, Deadline deadline);
  }

  /** A route that changes nothing, and so is not audited. */
  public static Route get(String path, Set<String> parameters, Action action) {
    return new Route("GET " + path, parameters, "", false, action);
  }

  /** A route that changes something, with a body of a media type, and so is audited. */
  public static Route post(String path, Set<String> parameters, String mediaType, Action action) {
    return new Route("POST " + path, parameters, mediaType, true, action);
  }

  /** The same with {@code PUT}. */
  public static Route put(String path, Set<String> parameters, String mediaType, Action action) {
    return new Route("PUT " + path, parameters, mediaType, true, action);
  }

  /** A route that deletes something, and so is audited. */
  public static Route delete(String path, Set<String> parameters, Action action) {
    return new Route("DELETE " + path, parameters, "", true, action);
  }

  /**
   * The same route, not audited: it takes or answers records ({@code POST /events}), or only
   * computes something, and changes nothing that controls what the deployment does.
   */
  public Route ofTheDataPlane() {
    return new Route(key, parameters, mediaType, false, action);
  }
}
