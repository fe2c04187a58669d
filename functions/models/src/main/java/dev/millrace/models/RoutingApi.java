package dev.millrace.models;

import dev.millrace.common.Settings;
import dev.millrace.common.http.Route;
import dev.millrace.models.http.RolloutRoutes;
import dev.millrace.models.http.RoutingRoutes;
import dev.millrace.models.registry.ModelAccess;
import dev.millrace.models.rollout.RolloutView;
import dev.millrace.models.rollout.Rollouts;
import dev.millrace.models.routing.MemoryBudget;
import dev.millrace.models.routing.ModelRouting;
import dev.millrace.models.routing.VersionChecks;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.runs.Runs;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * The routes of routing and rollouts, wired. Settings beside the tables': {@code MODEL_MEMORY_MB},
 * what an instance of the endpoint has for models, in MiB; {@code MODEL_STREAMS}, the streams that
 * there are to be scored; {@code ROLLOUTS_MACHINE}, the state machine's ARN.
 */
record RoutingApi(RoutingParts parts, ModelRouting routing, Rollouts rollouts, Runs runs) {
  private static final int LARGEST_MEMORY = 1 << 20;

  static RoutingApi of(
      Settings settings, DynamoDbClient dynamoDb, SfnClient stepFunctions, InstantSource clock) {
    RoutingParts parts = RoutingParts.of(settings, dynamoDb, clock);
    VersionChecks checks =
        new VersionChecks(
            parts.versions(),
            new VersionDefinitions(dynamoDb, settings.text("MODEL_VERSIONS_TABLE")));
    ModelRouting routing =
        new ModelRouting(
            parts.views(),
            checks,
            new MemoryBudget(
                parts.rows(),
                parts.versions(),
                settings.integer("MODEL_MEMORY_MB", 1024, 1, LARGEST_MEMORY)),
            parts.writes(),
            Set.copyOf(settings.names("MODEL_STREAMS")));
    Runs runs = parts.rollouts(settings, stepFunctions, clock);
    return new RoutingApi(
        parts,
        routing,
        new Rollouts(runs, parts.views(), routing, checks, parts.writes(), parts.ends()),
        runs);
  }

  List<Route> routes(ModelAccess access) {
    List<Route> routes =
        new ArrayList<>(new RoutingRoutes(access, parts.views(), routing, parts.ends()).all());
    routes.addAll(new RolloutRoutes(access, rollouts, runs, new RolloutView(parts.judge())).all());
    return routes;
  }
}
