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
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes a request, answers it by its route and encodes the response; whatever goes wrong becomes
 * a problem. A request to an audited route is recorded before the route runs, and after it.
 */
public final class HttpFunction {
  /** The most that a request's body may hold, in bytes, packed and unpacked. */
  public static final int MAXIMUM_BODY = 4 * 1024 * 1024;

  private static final Duration ANSWER_RESERVE = Duration.ofMillis(500);

  /** What an audited route leaves of the time, for recording what became of the request. */
  private static final Duration AUDIT_RESERVE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(HttpFunction.class);

  private final Map<String, Route> routes;
  private final AuditTrail audit;

  /**
   * A function whose routes change nothing.
   *
   * @throws IllegalArgumentException when a route is audited
   */
  public HttpFunction(List<Route> routes) {
    this(
        routes,
        (request, caller, deadline) -> {
          throw new IllegalStateException("No route of this function is audited");
        });
    List<String> audited = routes.stream().filter(Route::audited).map(Route::key).toList();
    if (!audited.isEmpty()) {
      throw new IllegalArgumentException(
          "The routes %s change something, and this function records no changes; expected an audit trail (the table that AUDIT_TABLE names), or routes of the data plane"
              .formatted(audited));
    }
  }

  /**
   * A function whose audited routes are recorded.
   *
   * @param audit records each request to them
   */
  public HttpFunction(List<Route> routes, AuditTrail audit) {
    this.routes =
        routes.stream().collect(Collectors.toUnmodifiableMap(Route::key, Function.identity()));
    this.audit = Objects.requireNonNull(audit);
  }

  /**
   * Answers an event of an HTTP API; the work ends half a second before the function's time does.
   */
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
    return answered(
        request,
        () -> {
          Route route = route(request);
          HttpRequest unpacked = RequestContent.of(request, route, MAXIMUM_BODY);
          return route.audited()
              ? audited(route, unpacked, deadline)
              : route.action().answer(unpacked, deadline);
        });
  }

  /** No change is made unless it has been recorded that it is about to be. */
  private HttpResponse audited(Route route, HttpRequest request, Deadline deadline) {
    Caller caller =
        request.requiredCaller("%s is recorded with who asks for it".formatted(request.routeKey()));
    AuditTrail.Change change = audit.begin(request, caller, deadline);
    HttpResponse response =
        answered(request, () -> route.action().answer(request, deadline.earlierBy(AUDIT_RESERVE)));
    change.end(response, deadline);
    return response;
  }

  private static HttpResponse answered(HttpRequest request, Supplier<HttpResponse> answer) {
    try {
      return answer.get();
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
