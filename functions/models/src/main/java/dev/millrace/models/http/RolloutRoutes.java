package dev.millrace.models.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.rollout.RolloutPlan;
import dev.millrace.models.rollout.RolloutView;
import dev.millrace.models.rollout.Rollouts;
import dev.millrace.runs.Run;
import dev.millrace.runs.Runs;
import dev.millrace.runs.http.RunRoutes;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The routes of rollouts. Thread-safe. */
public final class RolloutRoutes {
  private static final String PATH = "/models/{name}/rollouts";

  private final ModelAccess access;
  private final Rollouts rollouts;
  private final RunRoutes shared;

  /**
   * Routes.
   *
   * @param runs those of the rollouts
   */
  public RolloutRoutes(ModelAccess access, Rollouts rollouts, Runs runs, RolloutView view) {
    this.access = Objects.requireNonNull(access);
    this.rollouts = Objects.requireNonNull(rollouts);
    this.shared = new RunRoutes(runs, PATH, "name", view);
  }

  /** All of them; a rollout is not retried, another one is started. */
  public List<Route> all() {
    return List.of(
        Route.post(PATH, Set.of(), "application/json", called(this::start)),
        ofReadableModel(shared.list()),
        ofReadableModel(shared.one()),
        Route.post(PATH + "/{id}/cancel", Set.of(), "", called(this::cancel)));
  }

  /** The same route, for those who may see the model. */
  private Route ofReadableModel(Route route) {
    return new Route(
        route.key(),
        route.parameters(),
        route.mediaType(),
        route.audited(),
        called(
            (request, deadline) -> {
              access.toRead(request, deadline);
              return route.action().answer(request, deadline);
            }));
  }

  private static Route.Action called(Route.Action action) {
    return ServiceFailures.answered(
        "A table, or Step Functions, does not answer; read the routing before the request is sent again",
        action);
  }

  private HttpResponse start(HttpRequest request, Deadline deadline) {
    RolloutPlan plan = RolloutPlan.read(request.body());
    String model = access.toChange(request, deadline).name();
    Run run = rollouts.start(model, plan, ModelAccess.caller(request).id(), deadline);
    return shared.accepted(request, run);
  }

  private HttpResponse cancel(HttpRequest request, Deadline deadline) {
    access.toChange(request, deadline);
    Run run = shared.run(request, deadline);
    return shared.shown(rollouts.cancel(run, ModelAccess.caller(request).id(), deadline));
  }
}
