package dev.millrace.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Settings;
import dev.millrace.lake.aggregation.SilverRows;
import dev.millrace.lake.aggregation.SilverRows.Event;
import dev.millrace.lake.metrics.MetricsTables;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.testsupport.Invocation;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.SdkEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFunctionsTest {
  /** What the deployment sends once a day, so that Lambda keeps the function's snapshot. */
  private static final Path KEPT_SNAPSHOT =
      Path.of("../../infra-cdk/src/main/resources/dev/millrace/infra/events/MetricsApi.json");

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static SdkEnvironment sdk;

  private final Settings settings =
      new Settings(
          Map.of(
              "LAKE_BUCKET", LakeServers.BUCKET,
              "METRICS_TABLE", MetricsTables.create(),
              "SILVER_DATABASE", "silver",
              "GOLD_DATABASE", "gold",
              "POWERTOOLS_SERVICE_NAME", "lake"));

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(folder);
    sdk = SdkEnvironment.of(servers);
  }

  @AfterAll
  static void stop() {
    sdk.close();
    servers.close();
  }

  private static String invoke(RequestStreamHandler function, String event) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new Invocation());
    return answer.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatCameIntoSilverIsServedAfterTheSchedule() throws Exception {
    try (LakeCatalog catalog = new LakeCatalog(LakeServers.BUCKET, servers.catalogProperties())) {
      new SilverRows(catalog, "silver")
          .append(Event.of("2025-01-18T10:12:10Z", "checkout", 123, 503));
    }
    MetricsApi api = new MetricsApi(settings);
    api.beforeCheckpoint(null);

    String run = invoke(new AggregateMetrics(settings), "{}");

    assertThat(run)
        .isEqualTo(
            "{\"silver_rows\":1,\"buckets\":1,\"days\":1,\"gold_files\":1,\"complete\":true}");
    assertThat(invoke(api, "{\"routeKey\": \"GET /metrics\"}"))
        .contains(
            "\"statusCode\":200",
            "{\\\"event_ts\\\":\\\"2025-01-18T10:12:00Z\\\",\\\"service\\\":\\\"checkout\\\",\\\"request_count\\\":1,"
                + "\\\"avg_latency_ms\\\":123,\\\"status_count\\\":1,\\\"error_rate\\\":1}");
    assertThat(invoke(api, Files.readString(KEPT_SNAPSHOT))).contains("\"statusCode\":200");
    assertThat(invoke(api, "{\"routeKey\": \"GET /health\"}"))
        .contains("\"statusCode\":200", "\\\"metrics_rows\\\":1");
  }
}
