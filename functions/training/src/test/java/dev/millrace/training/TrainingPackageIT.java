package dev.millrace.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.tables.bronze.BronzeObject;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.PackagedFunctions;
import dev.millrace.testsupport.SqsServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/** The functions run on what is in their package, and nothing else but a main method. */
class TrainingPackageIT {
  private static final Path PACKAGE = Path.of("target/training.zip");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));
  private static final Instant ARRIVAL = Instant.parse("2024-11-17T21:53:05Z");

  @TempDir private Path folder;

  @Test
  void aTrainingSetIsBuiltOnNothingButThePackage() throws Exception {
    try (LakeServers lake = new LakeServers(Files.createDirectory(folder.resolve("s3")));
        SqsServer sqs = new SqsServer()) {
      String manifest = DynamoDbServer.newTable("shard", "first_sequence_number");
      String queue = sqs.newQueue();
      RegisteredModels registered = new RegisteredModels().activate(TrainingLake.MODEL);
      archive(lake, manifest);
      PackagedFunctions functions =
          new PackagedFunctions(
                  PACKAGE, Files.createDirectory(folder.resolve("functions")), "training")
              .with("S3", lake.s3().endpoint())
              .with("GLUE", lake.glue().endpoint())
              .with("DYNAMODB", DynamoDbServer.endpoint())
              .with("SQS", sqs.endpoint())
              .with(
                  Map.of(
                      "LAKE_BUCKET",
                      LakeServers.BUCKET,
                      "MANIFEST_TABLE",
                      manifest,
                      "TRAINING_RUNS_TABLE",
                      DynamoDbServer.newTable("run_id", "item"),
                      "TRAINING_PARTS_QUEUE_URL",
                      queue,
                      "GOLD_DATABASE",
                      "gold",
                      "SILVER_DATABASE",
                      "silver",
                      "MODEL_ROUTING_TABLE",
                      registered.routing,
                      "MODEL_VERSIONS_TABLE",
                      registered.versions,
                      "DEFAULT_MODEL",
                      TrainingLake.MODEL.name()));

      assertThat(
              functions.invoke(
                  BuildTrainingSet.class,
                  """
                  {"from": "2024-11-17T00:00:00Z", "to": "2024-11-18T00:00:00Z", "source": "documents"}\
                  """))
          .contains("\"state\":\"building\"", "\"parts\":1");
      List<Message> parts = sqs.take(queue);
      assertThat(parts).hasSize(1);

      assertThat(
              functions.invoke(
                  BuildTrainingSetPart.class,
                  new String(TrainingLake.event(parts.getFirst()), StandardCharsets.UTF_8)))
          .isEqualTo("{\"batchItemFailures\":[]}");
      assertThat(functions.printed())
          .content()
          .contains("\"TrainingRows\":1", "\"FeatureSkew\":0", "\"service\":\"training\"")
          .doesNotContain("WARN", "ERROR", "NoClassDefFound");
    }
  }

  private static void archive(LakeServers lake, String manifestTable) throws InterruptedException {
    BronzeRecord record =
        new BronzeRecord(
            "sessions",
            "shardId-000000000000",
            "1",
            "key",
            ARRIVAL,
            TrainingLake.document("a").getBytes(StandardCharsets.UTF_8));
    ManifestTable manifest =
        new ManifestTable(DynamoDbServer.client(), manifestTable, InstantSource.system());
    manifest.putShard("sessions", "shardId-000000000000", DEADLINE);
    manifest.put(
        new BronzeObjects(lake.s3().client(), LakeServers.BUCKET)
            .create(new BronzeObject(record), DEADLINE),
        DEADLINE);
  }
}
