package dev.millrace.ingestion.lineage;

import static dev.millrace.ingestion.record.RouteRequests.body;
import static dev.millrace.ingestion.record.RouteRequests.operator;
import static dev.millrace.ingestion.record.RouteRequests.reader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.ingestion.record.RouteRequests;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.S3Server;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageRoutesTest {
  private static final String BUCKET = "bronze";
  private static final String JOB = "20261130T235959Z-1f40c9d2a7b3";
  private static final String OBJECT = "pages/tracks/" + JOB + "/00000003";

  private static S3Server s3;

  private final RowsInMemory rows = new RowsInMemory();
  private final HttpFunction lineage =
      new HttpFunction(new LineageRoutes(rows, new StoredPageObjects(s3.client(), BUCKET)).all());

  /** Anna's datasets: rows by dataset and key. */
  private static final class RowsInMemory implements StoredRowFinder {
    final Map<String, DatasetKey> keys = new HashMap<>();
    final Map<Map<String, Object>, RowOrigin> rows = new HashMap<>();

    @Override
    public Optional<DatasetKey> key(String dataset, Deadline deadline) {
      return Optional.ofNullable(keys.get(dataset));
    }

    @Override
    public Optional<RowOrigin> find(String dataset, Map<String, Object> key, Deadline deadline) {
      return Optional.ofNullable(rows.get(key));
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    s3 = new S3Server(folder);
    s3.client().createBucket(create -> create.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  private void holds(String dataset, Map<String, KeyType> columns, Map<String, Object> key) {
    rows.keys.put(dataset, new DatasetKey("anna", columns));
    rows.rows.put(key, new RowOrigin(JOB, "tracks", 3, OBJECT));
  }

  private HttpResponse get(String dataset, String key) {
    return get(dataset, key, reader("anna"));
  }

  private HttpResponse get(String dataset, String key, Map<String, String> claims) {
    return RouteRequests.get(lineage, "/lineage", Map.of("dataset", dataset, "key", key), claims);
  }

  @Test
  void aRowsOriginIsToldWithWhetherItsRawPageIsThere() {
    holds("tracks", Map.of("id", KeyType.LONG), Map.of("id", 7L));
    s3.put(BUCKET, OBJECT, "{}");
    String origin =
        "{\"dataset\":\"tracks\",\"key\":{\"id\":7},\"job\":\"%s\",\"job_path\":\"/jobs/%s\",\"source\":\"tracks\",\"page\":3,\"object\":\"%s\",\"object_stored\":%s}";

    assertThat(body(get("tracks", "7"))).isEqualTo(origin.formatted(JOB, JOB, OBJECT, true));

    s3.client().deleteObject(delete -> delete.bucket(BUCKET).key(OBJECT));

    assertThat(body(get("tracks", "{\"id\": 7}")))
        .isEqualTo(origin.formatted(JOB, JOB, OBJECT, false));
  }

  @Test
  void aKeyOfSeveralColumnsIsAnObject() {
    Map<String, KeyType> columns = new LinkedHashMap<>();
    columns.put("user_id", KeyType.LONG);
    columns.put("at", KeyType.TIME);
    columns.put("day", KeyType.DATE);
    columns.put("live", KeyType.BOOLEAN);
    columns.put("tag", KeyType.STRING);
    holds(
        "listens",
        columns,
        Map.of(
            "user_id",
            9_007_199_254_740_993L,
            "at",
            Instant.parse("2026-01-01T00:00:00.000001Z"),
            "day",
            LocalDate.parse("2026-01-01"),
            "live",
            true,
            "tag",
            "7"));
    String key =
        "{\"live\": true, \"user_id\": 9007199254740993, \"at\": \"2026-01-01T01:00:00.0000019+01:00\", \"day\": \"2026-01-01\", \"tag\": \"7\"}";

    assertThat(body(get("listens", key)))
        .contains(
            "\"key\":{\"user_id\":9007199254740993,\"at\":\"2026-01-01T00:00:00.000001Z\",\"day\":\"2026-01-01\",\"live\":true,\"tag\":\"7\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one | x | whole number",
        "one | 9223372036854775808 | whole number",
        "one | {\"id\": \"7\"} | member id",
        "one | {\"id\": null} | member id",
        "one | {\"id\": 7, \"more\": 1} | [id, more]",
        "one | {\"id\": 7 | object of JSON",
        "flag | yes | true or false",
        "day | 2026-13-01 | ISO-8601 date",
        "time | 2026-01-01T00:00:00 | offset",
        "two | 7 | [user_id, track_id]",
        "two | {\"user_id\": 7} | [user_id, track_id]"
      })
  void aKeyThatIsNotTheDatasetsIsRefused(String dataset, String key, String named) {
    Map<String, KeyType> two = new LinkedHashMap<>();
    two.put("user_id", KeyType.LONG);
    two.put("track_id", KeyType.LONG);
    holds("one", Map.of("id", KeyType.LONG), Map.of());
    holds("flag", Map.of("id", KeyType.BOOLEAN), Map.of());
    holds("day", Map.of("id", KeyType.DATE), Map.of());
    holds("time", Map.of("id", KeyType.TIME), Map.of());
    holds("two", two, Map.of());

    HttpResponse answer = get(dataset, key);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer)).contains("Query parameter key holds", "expected", named);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    holds("tracks", Map.of("id", KeyType.LONG), Map.of("id", 7L));

    assertThat(get("tracks", "8").status()).isEqualTo(404);
    assertThat(get("albums", "7").status()).isEqualTo(404);
    assertThat(get("tracks", "7", reader("otto")).status()).isEqualTo(404);
    assertThat(get("tracks", "7", operator("olga")).status()).isEqualTo(200);
    assertThat(get("tracks", "7", Map.of()).status()).isEqualTo(401);
  }

  @Test
  void aDatasetWithoutAKeySaysWhereElseToLook() {
    rows.keys.put("plays", new DatasetKey("anna", Map.of()));

    HttpResponse answer = get("plays", "7");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(body(answer)).contains("_millrace_object");
  }

  @Test
  void bothParametersAreRequired() {
    HttpResponse answer =
        RouteRequests.get(lineage, "/lineage", Map.of("dataset", "tracks"), reader("anna"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(body(answer)).contains("Query parameter key is missing");
  }

  @Test
  void aBucketThatDoesNotAnswerIsA503() throws Exception {
    holds("tracks", Map.of("id", KeyType.LONG), Map.of("id", 7L));
    s3.put(BUCKET, OBJECT, "{}");

    HttpResponse answer = Calls.answerLost(1).watch(() -> get("tracks", "7"));

    assertThat(answer.status()).isEqualTo(503);
  }
}
