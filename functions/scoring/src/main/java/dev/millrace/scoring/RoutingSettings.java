package dev.millrace.scoring;

import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingTable;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.route.NamedVersions;
import java.time.InstantSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The tables that say which versions answer. */
record RoutingSettings(String routingTable, String heartbeatsTable, String versionsTable) {
  static RoutingSettings from(Settings settings) {
    return new RoutingSettings(
        settings.text("MODEL_ROUTING_TABLE"),
        settings.text("MODEL_HEARTBEATS_TABLE"),
        settings.text("MODEL_VERSIONS_TABLE"));
  }

  /** The routing rows. */
  RoutingReader reader(DynamoDbClient dynamoDb, ScoringMetrics metrics) {
    return new RoutingReader(
        new RoutingTable(dynamoDb, routingTable),
        new HeartbeatTable(dynamoDb, heartbeatsTable),
        InstantSource.system(),
        System::nanoTime,
        RoutingReader.LONGEST_REFRESH,
        metrics::routingNotRead);
  }

  /** The versions' definitions. */
  VersionDefinitions definitions(DynamoDbClient dynamoDb) {
    return new VersionDefinitions(dynamoDb, versionsTable);
  }

  /** The versions that a caller may name. */
  NamedVersions versions(DynamoDbClient dynamoDb, FunctionMetrics metrics) {
    return new NamedVersions(reader(dynamoDb, new ScoringMetrics(metrics)), definitions(dynamoDb));
  }
}
