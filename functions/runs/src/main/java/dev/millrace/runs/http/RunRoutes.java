package dev.millrace.runs.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.PageRequest;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunPage;
import dev.millrace.runs.RunStatus;
import dev.millrace.runs.Runs;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The routes that runs of every kind have, below a path such as {@code /jobs} or {@code
 * /models/{name}/rollouts}. Starting a run is the capability's own route, which answers {@link
 * #accepted}. Another owner's run is not found, unless the caller is an operator. Thread-safe.
 */
public final class RunRoutes {
  private static final String ID = "id";
  private static final String STATUS = "status";

  private final Runs runs;
  private final String path;
  private final String subject;
  private final RunView view;

  /**
   * Routes.
   *
   * @param path of the list, such as {@code /jobs}
   * @param subject the path's parameter that holds the runs' subject; empty where it has none, and
   *     all of the kind's runs are below it
   */
  public RunRoutes(Runs runs, String path, String subject, RunView view) {
    if (!subject.isEmpty() && !path.contains("{" + subject + "}")) {
      throw new IllegalArgumentException(
          "The path %s has no parameter {%s}".formatted(path, subject));
    }
    this.runs = Objects.requireNonNull(runs);
    this.path = Objects.requireNonNull(path);
    this.subject = Objects.requireNonNull(subject);
    this.view = Objects.requireNonNull(view);
  }

  /** Listing, showing, cancelling and retrying. */
  public List<Route> all() {
    return List.of(list(), one(), cancel(), retry());
  }

  /** {@code GET PATH?status&limit&page}: an array, newest first. */
  public Route list() {
    Set<String> parameters = new HashSet<>(PageRequest.PARAMETERS);
    parameters.add(STATUS);
    return Route.get(path, parameters, called(this::answerPage));
  }

  /** {@code GET PATH/{id}}. */
  public Route one() {
    return Route.get(path + "/{id}", Set.of(), called(this::answerOne));
  }

  /**
   * {@code POST PATH/{id}/cancel}: 200 with the run, which is cancelled; 409 where it had ended.
   */
  public Route cancel() {
    return Route.post(path + "/{id}/cancel", Set.of(), "", called(this::answerCancelled));
  }

  /** {@code POST PATH/{id}/retry}: 202 with the new run. */
  public Route retry() {
    return Route.post(path + "/{id}/retry", Set.of(), "", called(this::answerRetry));
  }

  /**
   * The answer to a request that started a run: 202 with the run, and where it is to be found.
   *
   * @param request to a path below this one, or this one
   */
  public HttpResponse accepted(HttpRequest request, Run run) {
    return row(202, run).with("location", request.path(path) + '/' + run.id());
  }

  /** 200 with a run, as rows of a list have it. */
  public HttpResponse shown(Run run) {
    return row(200, run);
  }

  private static Route.Action called(Route.Action action) {
    return ServiceFailures.answered(
        "The table of runs, or Step Functions, does not answer; the same request may be sent again",
        action);
  }

  private HttpResponse row(int status, Run run) {
    return HttpResponse.json(
        status,
        json -> {
          json.writeStartObject();
          RunJson.write(run, view.status(run), json);
          json.writeEndObject();
        });
  }

  private HttpResponse answerPage(HttpRequest request, Deadline deadline) {
    Caller caller = caller(request);
    PageRequest asked =
        PageRequest.of(request, caller.isOperator() ? "operator" : "owner " + caller.id());
    Set<RunStatus> statuses = statuses(request);
    RunPage page =
        runs.list(
            caller, subject(request), statuses, asked.after().orElse(""), asked.limit(), deadline);
    HttpResponse answer =
        HttpResponse.json(
            200,
            json -> {
              json.writeStartArray();
              for (Run run : page.runs()) {
                json.writeStartObject();
                RunJson.write(run, view.status(run), json);
                json.writeEndObject();
              }
              json.writeEndArray();
            });
    return page.next().map(next -> asked.linked(answer, next.text())).orElse(answer);
  }

  private Set<RunStatus> statuses(HttpRequest request) {
    String held = request.query().get(STATUS);
    if (held == null) {
      return Set.of();
    }
    Set<RunStatus> statuses = view.statuses(held);
    if (statuses.isEmpty()) {
      throw Problem.badRequest(
          "Query parameter status holds \"%.100s\"; expected one of %s"
              .formatted(held, String.join(", ", view.words())));
    }
    return statuses;
  }

  private HttpResponse answerOne(HttpRequest request, Deadline deadline) {
    Run run = run(request, deadline);
    return HttpResponse.json(
        200,
        json -> {
          json.writeStartObject();
          RunJson.write(run, view.status(run), json);
          RunJson.writeObjects(run, json);
          view.writeDetails(run, json, deadline);
          json.writeEndObject();
        });
  }

  private HttpResponse answerCancelled(HttpRequest request, Deadline deadline) {
    return shown(runs.cancel(run(request, deadline).id(), deadline));
  }

  private HttpResponse answerRetry(HttpRequest request, Deadline deadline) {
    return accepted(request, runs.retry(run(request, deadline), deadline));
  }

  /**
   * The run that the path's {@code {id}} says, of the path's subject.
   *
   * @throws Problem 404 where there is none that the caller may see
   */
  public Run run(HttpRequest request, Deadline deadline) {
    Caller caller = caller(request);
    String id = request.pathParameters().getOrDefault(ID, "");
    return RunId.find(id)
        .flatMap(valid -> runs.find(valid, caller, deadline))
        .filter(run -> subject.isEmpty() || run.subject().orElse("").equals(subject(request)))
        .orElseThrow(
            () -> Problem.notFound("There is no %s \"%.100s\"".formatted(runs.kind(), id)));
  }

  private String subject(HttpRequest request) {
    if (subject.isEmpty()) {
      return "";
    }
    String held = request.pathParameters().getOrDefault(subject, "");
    if (held.isEmpty()) {
      throw Problem.notFound("The path has no %s".formatted(subject));
    }
    return held;
  }

  private static Caller caller(HttpRequest request) {
    return request.requiredCaller("Runs belong to who started them");
  }
}
