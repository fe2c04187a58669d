package dev.millrace.common.http;

import com.amazonaws.services.lambda.runtime.Context;
import dev.millrace.common.Deadline;
import dev.millrace.common.InvocationLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes a request, answers it by its route and encodes the response; whatever goes wrong becomes
 * a problem.
 */
public final class HttpFunction {
  /** The most that a request's body may hold, in bytes, packed and unpacked. */
  public static final int MAXIMUM_BODY = 4 * 1024 * 1024;

  private static final Duration ANSWER_RESERVE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(HttpFunction.class);

  private final Map<String, Route> routes;

  public HttpFunction(List<Route> routes) {
    this.routes =
        routes.stream().collect(Collectors.toUnmodifiableMap(Route::key, Function.identity()));
  }

  public void handle(InputStream event, OutputStream answer, Context context) throws IOException {
    InvocationLog.begin(context);
    try {
      answer.write(answer(event, Deadline.of(context, ANSWER_RESERVE)));
    } finally {
      InvocationLog.end();
    }
  }

  /**
   * Answers an event, as its bytes stand for a request, with the bytes that stand for the response.
   *
   * @throws IOException when the event cannot be read to its end
   */
  public byte[] answer(InputStream event, Deadline deadline) throws IOException {
    HttpRequest request;
    try {
      request = HttpRequest.read(event);
    } catch (Problem malformed) {
      LOG.warn("An event was refused: {}", malformed.getMessage());
      return malformed.response().event();
    }
    return answer(request, deadline).event();
  }

  /**
   * Answers the request. Whatever a route throws becomes an answer, also that the request was too
   * deep for its stack; only what leaves the process in doubt ({@link OutOfMemoryError}, say) is
   * thrown on.
   */
  public HttpResponse answer(HttpRequest request, Deadline deadline) {
    InvocationLog.correlate(request.requestId());
    try {
      Route route = route(request);
      return route.action().answer(RequestContent.of(request, route, MAXIMUM_BODY), deadline);
    } catch (Problem problem) {
      return problem.response();
    } catch (RuntimeException | StackOverflowError unexpected) {
      LOG.error("{} failed unexpectedly", request.routeKey(), unexpected);
      return new Problem(
              500,
              "Internal error",
              "The request failed; the log has the cause under its request id")
          .with("request_id", json -> json.writeString(request.requestId()))
          .response();
    }
  }

  private Route route(HttpRequest request) {
    Route route = routes.get(request.routeKey());
    if (route == null) {
      throw Problem.notFound("There is no route " + request.routeKey());
    }
    for (String parameter : new TreeSet<>(request.query().keySet())) {
      if (!route.parameters().contains(parameter)) {
        throw Problem.badRequest(
            "Query parameter %s is unknown; expected %s"
                .formatted(
                    parameter,
                    route.parameters().isEmpty()
                        ? "none"
                        : "only " + new TreeSet<>(route.parameters())));
      }
    }
    return route;
  }
}
