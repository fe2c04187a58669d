package dev.millrace.infra.construct;

import java.util.function.Function;
import software.amazon.awscdk.services.dynamodb.Table;

/** What functions do with the tables that say which versions of models answer. */
public final class RoutesUse {
  private RoutesUse() {}

  /**
   * Reading routes. Whoever reads first that every instance has loaded a version puts it into
   * effect.
   *
   * @param tables those of the registry, by their ids
   * @param ofVersions what is done with the table of versions
   */
  public static Use[] of(Function<String, Table> tables, String... ofVersions) {
    return new Use[] {
      Use.table(
          "MODEL_ROUTING_TABLE",
          tables.apply("ModelRouting"),
          "dynamodb:GetItem",
          "dynamodb:Scan",
          "dynamodb:UpdateItem"),
      Use.table("MODEL_HEARTBEATS_TABLE", tables.apply("ModelHeartbeats"), "dynamodb:Scan"),
      Use.table("MODEL_VERSIONS_TABLE", tables.apply("ModelVersions"), ofVersions)
    };
  }
}
