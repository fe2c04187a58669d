package dev.millrace.models.http;

import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** What a request is told when a service of AWS does not answer. */
public final class ServiceFailures {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceFailures.class);

  private ServiceFailures() {}

  /** The same action, whose failures at a service are answered by 503. */
  public static Route.Action answered(Route.Action action) {
    return (request, deadline) -> {
      try {
        return action.answer(request, deadline);
      } catch (SdkException failed) {
        LOG.warn("{} failed at a service", request.routeKey(), failed);
        throw Problem.unavailable(
            "The registry's tables or its bucket do not answer; the same request may be sent again");
      }
    };
  }
}
