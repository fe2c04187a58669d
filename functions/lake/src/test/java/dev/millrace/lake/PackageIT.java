package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.lake.bronze.BronzeObject;
import dev.millrace.lake.bronze.BronzeObjects;
import dev.millrace.lake.bronze.BronzeRecord;
import dev.millrace.lake.bronze.ManifestTable;
import dev.millrace.lake.events.Cleaning;
import dev.millrace.lake.fixture.DynamoDbServer;
import dev.millrace.lake.fixture.LakeServers;
import dev.millrace.lake.fixture.TestCredentials;
import dev.millrace.lake.metrics.MetricsTables;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** The functions run on what is in their package, and nothing else but a main method. */
class PackageIT {
  private static final Path PACKAGE = Path.of("target/lake.zip");
  private static final long MOST_BYTES = 80_000_000;
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(10));

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static Path task;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(Files.createDirectory(folder.resolve("s3")));
    task = unpacked();
    AwsCredentials credentials = TestCredentials.create().resolveCredentials();
    environment = new HashMap<>();
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
    environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
    environment.put("AWS_ENDPOINT_URL_S3", servers.s3().endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_GLUE", servers.glue().endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_DYNAMODB", DynamoDbServer.endpoint().toString());
    environment.put("AWS_LAMBDA_FUNCTION_NAME", "Function");
    environment.put("POWERTOOLS_SERVICE_NAME", "lake");
    environment.put("LAKE_BUCKET", LakeServers.BUCKET);
    environment.put("MANIFEST_TABLE", DynamoDbServer.newTable("shard", "first_sequence_number"));
    environment.put("CLAIMS_TABLE", DynamoDbServer.newTable("event_id"));
    environment.put("METRICS_TABLE", MetricsTables.create());
    environment.put("SILVER_DATABASE", "silver");
    environment.put("GOLD_DATABASE", "gold");
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static Path unpacked() throws IOException {
    Path target = Files.createDirectory(folder.resolve("task"));
    try (ZipFile zip = new ZipFile(PACKAGE.toFile())) {
      for (ZipEntry entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
        Path file = target.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip.getInputStream(entry), file);
      }
    }
    return target;
  }

  /** What the function answered; what it printed is in {@code printed}. */
  private static String invoke(Class<?> function, String event, Path printed) throws Exception {
    Path input = Files.writeString(folder.resolve("event.json"), event);
    Path answer = folder.resolve("answer.json");
    Files.deleteIfExists(answer);
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                // Not the tests' own, which is on the class path too.
                "-Dlog4j2.configurationFile=log4j2.xml",
                "-cp",
                String.join(
                    File.pathSeparator,
                    List.of(task.toString(), task.resolve("lib") + "/*", "target/test-classes")),
                InvokeFunction.class.getName(),
                function.getName(),
                answer.toString())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    java.environment().putAll(environment);
    Process process = java.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
    return Files.readString(answer);
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
        new ManifestTable(
            DynamoDbServer.client(), environment.get("MANIFEST_TABLE"), InstantSource.system());
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
    Path printed = folder.resolve("printed");

    assertThat(invoke(CleanEvents.class, "{}", printed))
        .isEqualTo(
            """
            {"archived":2,"silver":1,"rejected":{"malformed_json":1},"duplicates":0,"objects":1,"commits":1,"complete":true}\
            """);
    assertThat(printed)
        .content()
        .contains("\"CleanedEvents\":1", "\"RejectedEvents\":1", "\"reason\":\"malformed_json\"")
        .doesNotContain("WARN", "ERROR", "NoClassDefFound");

    assertThat(invoke(AggregateMetrics.class, "{}", printed)).contains("\"buckets\":1");
    assertThat(invoke(MetricsApi.class, "{\"routeKey\": \"GET /metrics\"}", printed))
        .contains("\\\"service\\\":\\\"checkout\\\"");
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
