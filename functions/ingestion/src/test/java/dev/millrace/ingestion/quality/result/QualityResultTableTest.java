package dev.millrace.ingestion.quality.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.ingestion.quality.Severity;
import dev.millrace.runs.RunId;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QualityResultTableTest {
  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");

  private final ManualClock clock = new ManualClock(START);
  private final Deadline deadline = Deadline.after(Duration.ofMinutes(1));
  private final QualityResultTable results = table();

  private QualityResultTable table() {
    return QualityResultTable.of(
        new Settings(
            Map.of(
                "QUALITY_TABLE",
                DynamoDbServer.newTable("dataset", "run_check"),
                "QUALITY_DAYS",
                "30")),
        DynamoDbServer.client(),
        clock);
  }

  private static RunId job(int minute) {
    return new RunId("20261130T12%02d00Z-0123456789ab".formatted(minute));
  }

  private static CheckedRun run(int minute, String source) {
    return new CheckedRun("listens", job(minute), source, START);
  }

  private static CheckResult result(int position, boolean passed) {
    return new CheckResult(
        "null_share",
        position,
        Severity.WARN,
        List.of("a", "b"),
        passed,
        "a: 1 of 4 values is null",
        passed ? OptionalDouble.of(0.25) : OptionalDouble.empty());
  }

  private static List<CheckResult> results(int number) {
    return IntStream.range(0, number).mapToObj(i -> result(i, i % 2 == 0)).toList();
  }

  private List<StoredCheckResult> all(int limit) {
    List<StoredCheckResult> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      CheckResultPage page = results.page("listens", after, limit, deadline);
      assertThat(page.results()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page.results());
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  @Test
  void theResultsOfARunAreKeptInTheirOrder() {
    results.write(run(1, "listens"), results(3), deadline);
    results.write(run(1, "listens-2"), results(1), deadline);

    assertThat(results.ofRun("listens", job(1), "listens", deadline))
        .containsExactly(
            new StoredCheckResult(run(1, "listens"), result(0, true)),
            new StoredCheckResult(run(1, "listens"), result(1, false)),
            new StoredCheckResult(run(1, "listens"), result(2, true)));
    assertThat(results.ofRun("listens", job(2), "listens", deadline)).isEmpty();
  }

  @Test
  void aHundredResultsAreWrittenAtOnceAndAgain() {
    results.write(run(1, "listens"), results(100), deadline);
    results.write(run(1, "listens"), results(100), deadline);

    assertThat(results.ofRun("listens", job(1), "listens", deadline))
        .extracting(StoredCheckResult::result)
        .isEqualTo(results(100));
  }

  @Test
  void aRunWithoutChecksHasNoResults() {
    results.write(run(1, "listens"), List.of(), deadline);

    assertThat(all(10)).isEmpty();
  }

  @Test
  void pagesAreNewestFirstWithoutGapsOrRepetitions() {
    for (int minute = 1; minute <= 3; minute++) {
      results.write(run(minute, "listens"), results(3), deadline);
      results.recordSuccess(run(minute, "listens"), minute, deadline);
    }
    List<StoredCheckResult> once = all(1_000);

    assertThat(once)
        .extracting(stored -> stored.run().job(), stored -> stored.result().position())
        .startsWith(tuple(job(3), 2), tuple(job(3), 1))
        .hasSize(9);
    for (int limit : new int[] {1, 2, 3, 9}) {
      assertThat(all(limit)).isEqualTo(once);
    }
  }

  @Test
  void anotherDatasetsResultsAreNotAmongThem() {
    results.write(run(1, "listens"), results(1), deadline);

    assertThat(results.page("tracks", Optional.empty(), 10, deadline).results()).isEmpty();
  }

  @Test
  void aMadeUpPlaceToGoOnFromReachesNoOtherRows() {
    results.write(run(1, "listens"), results(1), deadline);
    results.recordSuccess(run(1, "listens"), 5, deadline);

    assertThat(results.page("listens", Optional.of("~"), 10, deadline).results()).hasSize(1);
  }

  @Test
  void rowsAreCountedOfTheLastSuccessfulRunsBeforeAJob() {
    for (int minute = 1; minute <= 5; minute++) {
      results.recordSuccess(run(minute, "listens"), 100L * minute, deadline);
      results.recordSuccess(run(minute, "listens-2"), 7, deadline);
    }
    results.write(run(6, "listens"), results(2), deadline);
    results.recordSuccess(run(5, "listens"), 500, deadline);

    assertThat(results.rowCounts("listens", "listens", job(5), 3, deadline))
        .containsExactly(400L, 300L, 200L);
    assertThat(results.rowCounts("listens", "listens", job(6), 100, deadline))
        .containsExactly(500L, 400L, 300L, 200L, 100L);
    assertThat(results.rowCounts("listens", "other", job(6), 3, deadline)).isEmpty();
  }

  @Test
  void rowsPastTheirTimeAreNotThereAnyMore() {
    results.write(run(1, "listens"), results(3), deadline);
    results.recordSuccess(run(1, "listens"), 5, deadline);

    clock.advance(Duration.ofDays(30).minusSeconds(1));
    assertThat(all(2)).hasSize(3);
    clock.advance(Duration.ofSeconds(1));

    assertThat(all(2)).isEmpty();
    assertThat(results.ofRun("listens", job(1), "listens", deadline)).isEmpty();
    assertThat(results.rowCounts("listens", "listens", job(2), 3, deadline)).isEmpty();
  }

  @Test
  void aResultIsWrittenAsAnObject() {
    StoredCheckResult stored = new StoredCheckResult(run(1, "pull"), result(2, true));
    byte[] list = Json.bytes(json -> CheckResultJson.write(json, stored));
    byte[] ofRun = Json.bytes(json -> CheckResultJson.write(json, result(1, false)));

    assertThat(new String(list, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"dataset":"listens","source":"pull","job":"20261130T120100Z-0123456789ab",\
            "checked_at":"2026-11-30T12:00:00.000Z","position":2,"check":"null_share",\
            "severity":"warn","columns":["a","b"],"passed":true,\
            "message":"a: 1 of 4 values is null","measured":0.25}""");
    assertThat(new String(ofRun, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"position":1,"check":"null_share","severity":"warn","columns":["a","b"],\
            "passed":false,"message":"a: 1 of 4 values is null"}""");
  }
}
