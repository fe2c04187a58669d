package dev.millrace.infra.capability;

import software.amazon.awscdk.services.apigatewayv2.HttpMethod;

/**
 * A route of the HTTP API.
 *
 * @param path with a leading slash, and {@code {name}} for a parameter
 * @param scope what a caller's token must hold
 * @param function the id of the function that answers
 * @param effect what a request does
 */
public record Route(
    HttpMethod method, String path, ApiScope scope, String function, Effect effect) {

  /** What a request does, apart from its answer. */
  public enum Effect {
    /** It only reads. */
    READS,
    /** It takes records or scores them, and changes nothing of how Millrace works. */
    TAKES_RECORDS,
    /** It changes how Millrace works, so that the audit table tells who did it. */
    CHANGES
  }

  /** A route that answers {@code GET}. */
  public static Route get(String path, ApiScope scope, String function) {
    return new Route(HttpMethod.GET, path, scope, function, Effect.READS);
  }

  /** A route that takes records by {@code POST}. */
  public static Route records(String path, ApiScope scope, String function) {
    return new Route(HttpMethod.POST, path, scope, function, Effect.TAKES_RECORDS);
  }

  /** A route whose requests the audit table tells of. */
  public static Route change(HttpMethod method, String path, ApiScope scope, String function) {
    return new Route(method, path, scope, function, Effect.CHANGES);
  }
}
