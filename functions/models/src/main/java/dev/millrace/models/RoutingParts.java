package dev.millrace.models;

import dev.millrace.common.Settings;
import dev.millrace.models.change.ModelHistory;
import dev.millrace.models.counters.CounterTable;
import dev.millrace.models.rollout.RolloutChanges;
import dev.millrace.models.rollout.RolloutEnds;
import dev.millrace.models.rollout.RolloutJudge;
import dev.millrace.models.rollout.Rollouts;
import dev.millrace.models.routing.RoutingViews;
import dev.millrace.models.routing.RoutingWriteTable;
import dev.millrace.models.routing.VersionStateTable;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutingTable;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunSteps;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sfn.SfnClient;

/**
 * What routing and rollouts are made of, by the tables that the environment names: {@code
 * MODEL_VERSIONS_TABLE}, {@code MODEL_ROUTING_TABLE}, {@code MODEL_HEARTBEATS_TABLE}, {@code
 * MODEL_HISTORY_TABLE}, {@code MODEL_COUNTERS_TABLE} and {@code RUNS_TABLE}.
 */
record RoutingParts(
    VersionStateTable versions,
    RoutingTable rows,
    RoutingViews views,
    RoutingWriteTable writes,
    ModelHistory history,
    RunTable runs,
    RolloutEnds ends,
    RolloutJudge judge) {
  static RoutingParts of(Settings settings, DynamoDbClient dynamoDb, InstantSource clock) {
    VersionStateTable versions =
        new VersionStateTable(dynamoDb, settings.text("MODEL_VERSIONS_TABLE"));
    HeartbeatTable heartbeats =
        new HeartbeatTable(dynamoDb, settings.text("MODEL_HEARTBEATS_TABLE"));
    String routing = settings.text("MODEL_ROUTING_TABLE");
    RoutingTable rows = new RoutingTable(dynamoDb, routing);
    RoutingViews views = new RoutingViews(rows, heartbeats, clock);
    ModelHistory history = new ModelHistory(dynamoDb, settings.text("MODEL_HISTORY_TABLE"));
    RoutingWriteTable writes =
        new RoutingWriteTable(dynamoDb, routing, history, versions, heartbeats, clock);
    RunTable runs = RunTable.of(settings, dynamoDb, clock);
    RunSteps steps = new RunSteps(Rollouts.KIND, runs);
    RolloutEnds ends = new RolloutEnds(steps, history);
    return new RoutingParts(
        versions,
        rows,
        views,
        writes,
        history,
        runs,
        ends,
        new RolloutJudge(
            steps,
            views,
            new RolloutChanges(writes),
            ends,
            history,
            counters(settings, dynamoDb, clock),
            clock));
  }

  /** The rollouts, whose machine {@code ROLLOUTS_MACHINE} names. */
  Runs rollouts(Settings settings, SfnClient stepFunctions, InstantSource clock) {
    return new Runs(
        Rollouts.KIND,
        runs,
        new RunMachine(stepFunctions, settings.text("ROLLOUTS_MACHINE")),
        clock);
  }

  /** The table of counters; counts are kept for {@code COUNTER_DAYS} (14). */
  static CounterTable counters(Settings settings, DynamoDbClient dynamoDb, InstantSource clock) {
    return new CounterTable(
        dynamoDb,
        settings.text("MODEL_COUNTERS_TABLE"),
        Duration.ofDays(settings.integer("COUNTER_DAYS", 14, 14, 3650)),
        clock);
  }
}
