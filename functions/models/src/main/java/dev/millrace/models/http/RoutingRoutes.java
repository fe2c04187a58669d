package dev.millrace.models.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.request.RequestBody;
import dev.millrace.models.rollout.RolloutEnds;
import dev.millrace.models.routing.ModelRouting;
import dev.millrace.models.routing.RollBackRequest;
import dev.millrace.models.routing.RoutingRequest;
import dev.millrace.models.routing.RoutingView;
import dev.millrace.models.routing.RoutingViews;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The routes that say which version of a model answers. Thread-safe. */
public final class RoutingRoutes {
  private static final String JSON = "application/json";

  private final ModelAccess access;
  private final RoutingViews views;
  private final ModelRouting routing;
  private final RolloutEnds ends;

  /**
   * Routes.
   *
   * @param ends tells rollouts that a change ended them
   */
  public RoutingRoutes(
      ModelAccess access, RoutingViews views, ModelRouting routing, RolloutEnds ends) {
    this.access = Objects.requireNonNull(access);
    this.views = Objects.requireNonNull(views);
    this.routing = Objects.requireNonNull(routing);
    this.ends = Objects.requireNonNull(ends);
  }

  /** All of them. */
  public List<Route> all() {
    return List.of(
        Route.get("/models/{name}/routing", Set.of(), called(this::show)),
        Route.put("/models/{name}/routing", Set.of(), JSON, called(this::put)),
        Route.post("/models/{name}/rollback", Set.of(), JSON, called(this::rollBack)),
        Route.put("/models/{name}/streams", Set.of(), JSON, called(this::bind)));
  }

  private static Route.Action called(Route.Action action) {
    return ServiceFailures.answered(
        "A table does not answer; read the routing before the request is sent again", action);
  }

  private HttpResponse show(HttpRequest request, Deadline deadline) {
    return answer(access.toRead(request, deadline).name(), deadline);
  }

  private HttpResponse put(HttpRequest request, Deadline deadline) {
    RoutingRequest wanted = RoutingRequest.read(request.body());
    String model = access.toChange(request, deadline).name();
    routing
        .put(model, wanted, ModelAccess.caller(request).id(), deadline)
        .ifPresent(rollout -> ends.settle(rollout, deadline));
    return answer(model, deadline);
  }

  private HttpResponse rollBack(HttpRequest request, Deadline deadline) {
    RollBackRequest wanted = RollBackRequest.read(request.body());
    String model = access.toChange(request, deadline).name();
    routing
        .rollBack(model, wanted, ModelAccess.caller(request).id(), deadline)
        .ifPresent(rollout -> ends.settle(rollout, deadline));
    return answer(model, deadline);
  }

  private HttpResponse bind(HttpRequest request, Deadline deadline) {
    List<String> streams =
        RequestBody.read(
            request.body(),
            body -> {
              if (!body.members().has("streams")) {
                throw body.members().refused("streams", "an array of streams' names");
              }
              return body.members().texts("streams");
            });
    String model = access.toChange(request, deadline).name();
    routing.bind(model, streams, ModelAccess.caller(request).id(), deadline);
    return answer(model, deadline);
  }

  private HttpResponse answer(String model, Deadline deadline) {
    RoutingView view = views.view(model, deadline);
    return HttpResponse.json(200, json -> RoutingJson.write(view, json));
  }
}
