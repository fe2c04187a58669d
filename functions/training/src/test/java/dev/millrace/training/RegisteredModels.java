package dev.millrace.training;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.RoutingTable;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.training.model.TrainingModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of a registry, with versions that were validated. */
final class RegisteredModels {
  final String versions = DynamoDbServer.newTable("model", "version");
  final String routing = DynamoDbServer.newTable("model");

  /** Registers a version, and makes it the active one. */
  RegisteredModels activate(TrainingModel model) {
    register(model);
    RoutingRow row =
        new RoutingRow(
            model.name(),
            RoutedVersions.active(model.version()),
            1,
            Optional.empty(),
            Optional.empty(),
            List.of("sessions"),
            Optional.empty());
    DynamoDbServer.client().putItem(put -> put.tableName(routing).item(RoutingItem.of(row)));
    return this;
  }

  /** Registers a version that is not routed. */
  void register(TrainingModel model) {
    DynamoDbServer.client()
        .putItem(
            put ->
                put.tableName(versions)
                    .item(
                        Map.of(
                            "model", fromS(model.name()),
                            "version", fromS(model.version()),
                            "status", fromS("validated"),
                            "definition", fromS(model.packed()))));
  }

  RoutingTable routing() {
    return new RoutingTable(DynamoDbServer.client(), routing);
  }

  VersionDefinitions definitions() {
    return new VersionDefinitions(DynamoDbServer.client(), versions);
  }
}
