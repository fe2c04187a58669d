package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.lake.cleaning.Cleaning;
import dev.millrace.lake.metrics.MetricsTables;
import dev.millrace.tables.bronze.BronzeObject;
import dev.millrace.tables.bronze.BronzeObjects;
import dev.millrace.tables.bronze.BronzeRecord;
import dev.millrace.tables.bronze.ManifestTable;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.PackagedFunctions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The functions run on what is in their package, and nothing else but a main method. */
class LakePackageIT {
  private static final Path PACKAGE = Path.of("target/lake.zip");
  private static final long MOST_BYTES = 80_000_000;
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static PackagedFunctions functions;
  private static String manifestTable;

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(Files.createDirectory(folder.resolve("s3")));
    manifestTable = DynamoDbServer.newTable("shard", "first_sequence_number");
    functions =
        new PackagedFunctions(PACKAGE, Files.createDirectory(folder.resolve("functions")), "lake")
            .with("S3", servers.s3().endpoint())
            .with("GLUE", servers.glue().endpoint())
            .with("DYNAMODB", DynamoDbServer.endpoint())
            .with(
                Map.of(
                    "LAKE_BUCKET",
                    LakeServers.BUCKET,
                    "MANIFEST_TABLE",
                    manifestTable,
                    "CLAIMS_TABLE",
                    DynamoDbServer.newTable("event_id"),
                    "METRICS_TABLE",
                    MetricsTables.create(),
                    "LOOKUPS_TABLE",
                    DynamoDbServer.newTable("_millrace_key"),
                    "SILVER_DATABASE",
                    "silver",
                    "GOLD_DATABASE",
                    "gold"));
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static void archive(String... events) throws InterruptedException {
    BronzeObject object = null;
    int sequence = 0;
    for (String event : events) {
      BronzeRecord record =
          new BronzeRecord(
              Cleaning.STREAM,
              "shardId-000000000000",
              Integer.toString(++sequence),
              "key",
              Instant.parse("2025-01-18T10:13:00Z"),
              event.getBytes(StandardCharsets.UTF_8));
      if (object == null) {
        object = new BronzeObject(record);
      } else {
        object.add(record);
      }
    }
    ManifestTable manifest =
        new ManifestTable(DynamoDbServer.client(), manifestTable, InstantSource.system());
    manifest.putShard(Cleaning.STREAM, "shardId-000000000000", DEADLINE);
    manifest.put(
        new BronzeObjects(servers.s3().client(), LakeServers.BUCKET).create(object, DEADLINE),
        DEADLINE);
  }

  @Test
  void eventsBecomeMetricsOnNothingButThePackage() throws Exception {
    archive(
        """
        {"event_id": "1", "timestamp": "2025-01-18T10:12:10Z", "service": "Checkout", "event_type": "t", "latency_ms": 123, "status_code": 503}\
        """,
        "{");
    assertThat(functions.invoke(CleanEvents.class, "{}"))
        .isEqualTo(
            """
            {"archived":2,"silver":1,"rejected":{"malformed_json":1},"duplicates":0,"objects":1,"commits":1,"complete":true}\
            """);
    assertThat(functions.printed())
        .content()
        .contains("\"CleanedEvents\":1", "\"RejectedEvents\":1", "\"reason\":\"malformed_json\"")
        .doesNotContain("WARN", "ERROR", "NoClassDefFound");

    assertThat(functions.invoke(AggregateMetrics.class, "{}")).contains("\"buckets\":1");
    assertThat(functions.invoke(MetricsApi.class, "{\"routeKey\": \"GET /metrics\"}"))
        .contains("\\\"service\\\":\\\"checkout\\\"");
  }

  @Test
  void aFileBecomesALookUpOnNothingButThePackage() throws Exception {
    servers
        .s3()
        .client()
        .putObject(
            put -> put.bucket(LakeServers.BUCKET).key("lookups/a.csv"),
            RequestBody.fromString("id,size\r\na,\"1.50\"\r\n"));

    assertThat(
            functions.invoke(
                LoadLookup.class, "{\"table\": \"stores\", \"object\": \"lookups/a.csv\"}"))
        .contains("\"columns\":{\"size\":\"number\"}", "\"history_rows\":1", "\"complete\":true");
  }

  @Test
  void thePackageIsSmall() throws IOException {
    try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
      assertThat(zip.stream().mapToLong(ZipEntry::getSize).sum()).isLessThan(MOST_BYTES);
    }
  }

  @Test
  void nativeLibrariesAreThoseOfLambdaAndOfThisStack() throws IOException {
    try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName).filter(name -> name.contains("zstd-jni")))
          .hasSize(2)
          .anyMatch(name -> name.startsWith("linux/aarch64/"))
          .anyMatch(name -> name.startsWith("linux/amd64/"));
    }
  }
}
