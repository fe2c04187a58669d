package dev.millrace.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The named queries as they are shipped, on the engine that Athena is built on, over tables that
 * the lake's own code has made. Arrival times are relative to now, as the queries are.
 */
class ShippedQueriesTest {
  private static final Path QUERIES = Path.of("../src/main/resources/dev/millrace/infra/queries");

  private static final Path SMOKE =
      Path.of("../../tools/smoke/src/main/resources/dev/millrace/tools/smoke");

  private static final Map<String, List<String>> ANSWERS = new HashMap<>();

  @TempDir private static Path folder;
  private static SampleRecords records;
  private static SampleLakeProcess lake;
  private static Trino trino;

  @BeforeAll
  static void start() throws Exception {
    records = new SampleRecords(Instant.now());
    lake = new SampleLakeProcess(folder, records.runs());
    trino = new Trino();
    SampleLakeProcess.Endpoints endpoints = lake.endpoints();
    trino.connect(endpoints);
    Bronze.declareTables(endpoints.glue());
    trino.query("DELETE FROM silver.service_events WHERE event_id = 'to-be-erased'");
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      trino.close();
    } finally {
      lake.close();
    }
  }

  private static Stream<String> shipped() throws IOException {
    try (Stream<Path> files = Files.list(QUERIES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  /** The rows of a shipped query's answer; each is asked once, as all of them look at one state. */
  private static List<String> answer(String file) throws IOException {
    if (!ANSWERS.containsKey(file)) {
      ANSWERS.put(file, trino.query(Files.readString(QUERIES.resolve(file))));
    }
    return ANSWERS.get(file);
  }

  /** Those of scripts/smoke look at one minute of one service: here at that of three events. */
  @Test
  void theSmokeTestFindsItsEventsInEachLayer() throws IOException {
    String arrived = "dt = '%s' AND hr = '12'".formatted(records.day(1));

    assertThat(smoke("bronze.sql", arrived))
        .singleElement()
        .asString()
        .contains("\"event_id\": \"1\"");
    assertThat(smoke("silver.sql", arrived)).containsExactly("1");
    assertThat(smoke("silver-minute.sql", arrived)).containsExactly("3");
    assertThat(smoke("gold.sql", arrived)).containsExactly("3");
  }

  private static List<String> smoke(String file, String hours) throws IOException {
    return trino.query(
        Files.readString(SMOKE.resolve(file))
            .replace("{Bronze}", "bronze")
            .replace("{Silver}", "silver")
            .replace("{Gold}", "gold")
            .replace("{service}", "checkout")
            .replace("{prefix}", "1")
            .replace("{hours}", hours)
            .replace("{day}", "2025-01-18")
            .replace("{hour}", "10")
            .replace("{minute}", "12"));
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedQueryHasAnAnswer(String file) throws IOException {
    assertThat(answer(file)).isNotEmpty();
  }

  @Test
  void errorRatesAreWeightedOverTheWeekBeforeTheNewestEventThatIsNotOfTheFuture()
      throws IOException {
    assertThat(answer("error-rate-by-service-and-hour.sql"))
        .containsExactly(
            "2025-01-18 11:00:00.000000 UTC | checkout | 1 | 1.0 | 10.0",
            "2025-01-18 11:00:00.000000 UTC | search | 2 | 0.0 | 7.0",
            "2025-01-18 10:00:00.000000 UTC | checkout | 4 | 0.3333333333333333 | 300.0",
            "2025-01-17 23:00:00.000000 UTC | checkout | 1 | null | null",
            "2025-01-11 11:00:00.000000 UTC | checkout | 1 | 1.0 | null");
  }

  @Test
  void rejectedEventsAreCountedByDayOfArrival() throws IOException {
    List<String> rows = answer("rejected-by-reason-and-day.sql");

    assertThat(rows).hasSize(4);
    assertThat(rows.get(0)).startsWith(records.day(1) + " | event_id_conflict | 1 | event_id held");
    assertThat(rows.get(1)).startsWith(records.day(3) + " | service_missing | 2 | service held");
    assertThat(rows.get(2)).startsWith(records.day(3) + " | malformed_json | 1 | event is");
    assertThat(rows.get(3))
        .startsWith(records.day(3) + " | timestamp_out_of_range | 1 | timestamp held");
  }

  @Test
  void aLogRowThatCameTwiceCountsOnceOnTheDayOfTheFirst() throws IOException {
    String model = " | session-conversion | ";
    assertThat(answer("predictions-by-model-version-and-day.sql"))
        .containsExactly(
            records.day(0) + model + "1.1.0 | predicted | 2 | 0.625 | 0.75 | 4.0",
            records.day(0) + model + "1.1.0 | superseded | 1 | 0.25 | 0.25 | 2.0",
            records.day(1) + model + "1.1.0 | predicted | 1 | 0.5 | 0.5 | 7.0",
            records.day(2) + model + "1.0.0 | duplicate | 1 | 0.5 | 0.5 | 5.0",
            records.day(2) + model + "1.0.0 | predicted | 3 | 0.5 | 0.5 | 1000.0");
  }

  @Test
  void aPredictionStandsBesideItsSessionAsItArrived() throws IOException {
    String time = "2024-11-17T21:53:01.293Z";
    String features = "{\"zip_known\":1,\"hour_of_day\":21}";
    assertThat(answer("predictions-with-their-sessions.sql"))
        .containsExactly(
            "%s | id-3 | %s | predicted | session-conversion | 1.1.0 | 0.75 | %s | null | 84k="
                .formatted(records.arrivalOfSession(3), time, features),
            "%s | id-2 | %s | predicted | session-conversion | 1.1.0 | 0.5 | %s | {\"_id\": \"id-2\", \"a\": \"ü\"} | null"
                .formatted(records.arrivalOfSession(2), time, features));
  }

  @Test
  void rowsThatWereDeletedDoNotCountAndLateDataLeavesAFileADay() throws IOException {
    assertThat(answer("freshness-of-the-tables.sql"))
        .extracting(row -> row.replaceFirst(" \\| [^|]* UTC \\| \\d+ ", " | COMMITTED "))
        .containsExactly(
            "gold.service_metrics_per_minute | COMMITTED | 9 | 5",
            "silver.rejected_events | COMMITTED | 6 | 3",
            "silver.service_events | COMMITTED | 11 | 6");
  }

  @Test
  void silverIsReadWithItsNewColumnItsCompactedFilesAndItsDeletes() {
    assertThat(
            trino.query(
                """
                SELECT event_id, latency_ms, status_code, region, element_at(extra, 'region')
                FROM silver.service_events
                ORDER BY event_time, event_id
                """))
        .containsExactly(
            "of-a-later-version | null | null | eu | null",
            "seven-days-before | null | 200 | null | null",
            "a-minute-later | null | 301 | null | null",
            "neither | null | null | null | null",
            "1 | 100.0 | 200 | null | null",
            "2 | 200.0 | 503 | null | null",
            "late | 600.0 | null | null | null",
            "3 | null | 200 | null | null",
            "4 | 10.0 | 404 | null | null",
            "5 | 7.0 | 200 | null | us",
            "of-the-future | null | 200 | null | null");
    assertThat(
            trino.query(
                "SELECT content, count(*) FROM silver.\"service_events$files\" GROUP BY 1 ORDER BY 1"))
        .as("data files, and one with positions of deleted rows")
        .containsExactly("0 | 6", "1 | 1");
  }

  @Test
  void theFoldersOfBronzeArePartitionsThatNobodyRegisters() {
    assertThat(
            trino.query(
                """
                SELECT dt, hr, count(*), min(data)
                FROM bronze.service_events
                WHERE dt BETWEEN '%s' AND '%s' AND hr >= '11'
                GROUP BY 1, 2
                ORDER BY 1
                """
                    .formatted(records.day(4), records.day(1))))
        .hasSize(2)
        .satisfies(rows -> assertThat(rows.get(0)).startsWith(records.day(3) + " | 12 | 13 | {"))
        .satisfies(rows -> assertThat(rows.get(1)).startsWith(records.day(1) + " | 12 | 2 | {"));
  }
}
