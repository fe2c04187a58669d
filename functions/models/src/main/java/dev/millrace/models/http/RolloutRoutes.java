package dev.millrace.models.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.rollout.RolloutPlan;
import dev.millrace.models.rollout.RolloutView;
import dev.millrace.models.rollout.Rollouts;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.Runs;
import dev.millrace.runs.http.RunRoutes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** The routes of rollouts. Thread-safe. */
public final class RolloutRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutRoutes.class);
  private static final String PATH = "/models/{name}/rollouts";

  private final ModelAccess access;
  private final Rollouts rollouts;
  private final Runs runs;
  private final RunRoutes shared;

  /**
   * Routes.
   *
   * @param runs those of the rollouts
   */
  public RolloutRoutes(ModelAccess access, Rollouts rollouts, Runs runs, RolloutView view) {
    this.access = Objects.requireNonNull(access);
    this.rollouts = Objects.requireNonNull(rollouts);
    this.runs = Objects.requireNonNull(runs);
    this.shared = new RunRoutes(runs, PATH, "name", view);
  }

  /** All of them; a rollout is not retried, another one is started. */
  public List<Route> all() {
    return List.of(
        Route.post(PATH, Set.of(), "application/json", this::start),
        ofReadableModel(shared.list()),
        ofReadableModel(shared.one()),
        Route.post(PATH + "/{id}/cancel", Set.of(), "", this::cancel));
  }

  /** The same route, for those who may see the model. */
  private Route ofReadableModel(Route route) {
    return new Route(
        route.key(),
        route.parameters(),
        route.mediaType(),
        route.audited(),
        (request, deadline) -> {
          called(() -> access.toRead(request, deadline));
          return route.action().answer(request, deadline);
        });
  }

  private HttpResponse start(HttpRequest request, Deadline deadline) {
    RolloutPlan plan = RolloutPlan.read(request.body());
    return called(
        () -> {
          String model = access.toChange(request, deadline).name();
          Run run = rollouts.start(model, plan, ModelAccess.caller(request).id(), deadline);
          return shared.accepted(request, run);
        });
  }

  private HttpResponse cancel(HttpRequest request, Deadline deadline) {
    return called(
        () -> {
          String model = access.toChange(request, deadline).name();
          String id = request.pathParameters().getOrDefault("id", "");
          Run run =
              RunId.find(id)
                  .flatMap(valid -> runs.find(valid, ModelAccess.caller(request), deadline))
                  .filter(found -> found.subject().orElse("").equals(model))
                  .orElseThrow(
                      () -> Problem.notFound("There is no rollout \"%.100s\"".formatted(id)));
          return shared.shown(rollouts.cancel(run, ModelAccess.caller(request).id(), deadline));
        });
  }

  private static <T> T called(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException failed) {
      LOG.warn("A request about rollouts failed", failed);
      throw Problem.unavailable(
          "A table, or Step Functions, does not answer; read the routing before the request is sent again");
    }
  }
}
