package dev.millrace.infra.capability;

import dev.millrace.infra.construct.Storage;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.services.dynamodb.GlobalSecondaryIndexProps;
import software.amazon.awscdk.services.dynamodb.ProjectionType;
import software.amazon.awscdk.services.dynamodb.Table;

/** The indexes by which runs are listed and swept. */
final class RunIndexes {
  /** What every list shows. */
  private static final List<String> LISTED =
      List.of(
          "owner",
          "subject",
          "status",
          "created_at",
          "updated_at",
          "finished_at",
          "counts",
          "error",
          "reason",
          "retry_of",
          "retried_by",
          "expires_at");

  private RunIndexes() {}

  static void add(Table runs) {
    runs.addGlobalSecondaryIndex(list("by_kind", "kind", LISTED));
    var ofSeveralKinds = Stream.concat(LISTED.stream(), Stream.of("kind")).toList();
    runs.addGlobalSecondaryIndex(list("by_subject", "kind_subject", ofSeveralKinds));
    runs.addGlobalSecondaryIndex(list("by_owner", "kind_owner", ofSeveralKinds));
    runs.addGlobalSecondaryIndex(
        GlobalSecondaryIndexProps.builder()
            .indexName("open")
            .partitionKey(Storage.text("open"))
            .sortKey(Storage.text("id"))
            .projectionType(ProjectionType.KEYS_ONLY)
            .build());
  }

  private static GlobalSecondaryIndexProps list(
      String name, String partitionKey, List<String> listed) {
    return GlobalSecondaryIndexProps.builder()
        .indexName(name)
        .partitionKey(Storage.text(partitionKey))
        .sortKey(Storage.text("id"))
        .projectionType(ProjectionType.INCLUDE)
        .nonKeyAttributes(listed)
        .build();
  }
}
