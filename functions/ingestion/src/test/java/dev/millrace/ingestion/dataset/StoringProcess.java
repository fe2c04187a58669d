package dev.millrace.ingestion.dataset;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.column.TypeChanges;
import dev.millrace.ingestion.stage.StagedObjects;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.testsupport.EmulatorClients;
import dev.millrace.testsupport.LakeServers;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A process that stores a source's rows, on servers that are another process's. */
final class StoringProcess {
  private static final int MOST_ROWS = 1_000_000;
  private static final Duration ATTEMPT = Duration.ofSeconds(30);

  private StoringProcess() {}

  /** S3's, Glue's and DynamoDB's endpoints, the catalogue's table, dataset, job, pages. */
  public static void main(String[] args) throws Exception {
    DatasetDefinition dataset =
        new DatasetDefinition(
            args[4], List.of("id"), Optional.empty(), TypeChanges.REFUSE, "alice");
    try (S3Client s3 = EmulatorClients.build(S3Client.builder(), URI.create(args[0]), 4, ATTEMPT);
        DynamoDbClient dynamoDb =
            EmulatorClients.build(DynamoDbClient.builder(), URI.create(args[2]), 4, ATTEMPT);
        LakeCatalog lake =
            new LakeCatalog(
                LakeServers.BUCKET,
                LakeServers.catalogProperties(URI.create(args[1]), URI.create(args[0])))) {
      new Datasets(
              lake,
              DatasetLake.SILVER,
              new DatasetCatalogue(
                  new DatasetCatalogueTable(dynamoDb, args[3]), Set.of(), InstantSource.system()),
              new StagedObjects(s3, LakeServers.BUCKET),
              Optional.empty(),
              MOST_ROWS)
          .commit(
              dataset,
              new StagedSource(args[5], "tracks"),
              Integer.parseInt(args[6]),
              Deadline.after(Duration.ofMinutes(10)));
    }
  }
}
