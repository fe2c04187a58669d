package dev.millrace.scoring.http;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import dev.millrace.common.http.Route;
import dev.millrace.common.http.ServiceFailures;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.Runs;
import dev.millrace.runs.http.RunRoutes;
import dev.millrace.runs.http.RunView;
import dev.millrace.scoring.backfill.BackfillRequest;
import dev.millrace.scoring.route.NamedVersions;
import dev.millrace.scoring.route.UnroutedModel;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The routes of backfills: start, list, show, cancel. Thread-safe. */
public final class BackfillRoutes {
  private static final String PATH = "/models/{name}/backfills";

  private final Runs runs;
  private final RunRoutes shared;
  private final NamedVersions versions;
  private final InstantSource clock;

  /**
   * Routes.
   *
   * @param runs of the kind {@link dev.millrace.scoring.backfill.Backfill#KIND}
   */
  public BackfillRoutes(Runs runs, NamedVersions versions, InstantSource clock) {
    this.runs = Objects.requireNonNull(runs);
    this.shared = new RunRoutes(runs, PATH, "name", RunView.PLAIN);
    this.versions = Objects.requireNonNull(versions);
    this.clock = Objects.requireNonNull(clock);
  }

  /** All of them; a backfill is not retried, another one is started. */
  public List<Route> all() {
    return List.of(
        Route.post(
            PATH,
            Set.of(),
            "application/json",
            ServiceFailures.answered(
                "A table does not answer; look at the list of backfills before the request is sent again",
                this::start)),
        shared.list(),
        shared.one(),
        shared.cancel());
  }

  private HttpResponse start(HttpRequest request, Deadline deadline) {
    String owner = request.requiredCaller("Backfills belong to who started them").id();
    String model = request.pathParameters().getOrDefault("name", "");
    BackfillRequest backfill = BackfillRequest.read(request.body(), clock.instant());
    try {
      versions.require(model, backfill.version(), deadline);
      return shared.accepted(
          request, runs.start(new NewRun(owner, model, backfill.json()), deadline));
    } catch (UnroutedModel unrouted) {
      throw unrouted.kind() == UnroutedModel.Cause.UNKNOWN
          ? Problem.notFound(unrouted.getMessage())
          : Problem.conflict(unrouted.getMessage());
    }
  }
}
