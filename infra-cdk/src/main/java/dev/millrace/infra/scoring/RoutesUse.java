package dev.millrace.infra.scoring;

import dev.millrace.infra.capability.DeclaredResources;
import dev.millrace.infra.construct.Use;
import dev.millrace.infra.models.ModelsCapability;

/** What functions do with the tables that say which versions answer. */
final class RoutesUse {
  private RoutesUse() {}

  /**
   * Reading routes. Whoever reads first that every instance has loaded a version puts it into
   * effect.
   *
   * @param ofVersions what is done with the table of versions
   */
  static Use[] of(DeclaredResources resources, String... ofVersions) {
    return new Use[] {
      Use.table(
          "MODEL_ROUTING_TABLE",
          resources.table(ModelsCapability.NAME, "ModelRouting"),
          "dynamodb:GetItem",
          "dynamodb:Scan",
          "dynamodb:UpdateItem"),
      Use.table(
          "MODEL_HEARTBEATS_TABLE",
          resources.table(ModelsCapability.NAME, "ModelHeartbeats"),
          "dynamodb:Scan"),
      Use.table(
          "MODEL_VERSIONS_TABLE",
          resources.table(ModelsCapability.NAME, "ModelVersions"),
          ofVersions)
    };
  }
}
