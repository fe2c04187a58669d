package dev.millrace.ingestion.event;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingRow;
import dev.millrace.testsupport.DynamoDbServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables of versions, routing rows and heartbeats of a test's own. */
public final class BoundModels {
  private static final Instant SINCE = Instant.parse("2024-11-18T00:00:00Z");

  final String versions = DynamoDbServer.newTable("model", "version");
  final String routing = DynamoDbServer.newTable("model");
  final String heartbeats = DynamoDbServer.newTable("instance");

  /**
   * A validated version.
   *
   * @param members more members of model.json, each with a comma behind it
   */
  public BoundModels register(String model, String version, String members) {
    String json =
        "{\"name\": \"%s\", \"version\": \"%s\", %s \"features\": [{\"name\": \"hour_of_day\"}]}"
            .formatted(model, version, members);
    DynamoDbServer.client()
        .putItem(
            put ->
                put.tableName(versions)
                    .item(
                        Map.of(
                            "model", fromS(model),
                            "version", fromS(version),
                            "status", fromS("validated"),
                            "definition",
                                fromS(
                                    PackedDefinition.pack(
                                        json.getBytes(StandardCharsets.UTF_8))))));
    return this;
  }

  /** The version is active, and in effect, for the stream of sessions. */
  public BoundModels inEffect(String model, long revision, String version) {
    RoutedVersions routes = RoutedVersions.active(version);
    return row(model, revision, routes, Optional.of(new RoutesInEffect(routes, revision, SINCE)));
  }

  /** A row of a model that is bound to the stream of sessions. */
  BoundModels row(
      String model, long revision, RoutedVersions routes, Optional<RoutesInEffect> inEffect) {
    RoutingRow row =
        new RoutingRow(
            model,
            routes,
            revision,
            Optional.empty(),
            Optional.empty(),
            List.of("sessions"),
            inEffect);
    DynamoDbServer.client().putItem(put -> put.tableName(routing).item(RoutingItem.of(row)));
    return this;
  }

  /** What a function's environment says of the tables. */
  public Map<String, String> environment() {
    return Map.of(
        "MODEL_VERSIONS_TABLE", versions,
        "MODEL_ROUTING_TABLE", routing,
        "MODEL_HEARTBEATS_TABLE", heartbeats);
  }
}
