package dev.millrace.common.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** What a request is told when a service of AWS does not answer. */
public final class ServiceFailures {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceFailures.class);

  private ServiceFailures() {}

  /**
   * The same action, whose failures at a service are logged and answered by 503.
   *
   * @param sentence for the caller: what does not answer, and whether the same request may be sent
   *     again
   */
  public static Route.Action answered(String sentence, Route.Action action) {
    return (request, deadline) -> {
      try {
        return action.answer(request, deadline);
      } catch (SdkException failed) {
        LOG.warn("{} failed at a service", request.routeKey(), failed);
        Problem problem = Problem.unavailable(sentence);
        problem.initCause(failed);
        throw problem;
      }
    };
  }
}
