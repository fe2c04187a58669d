package dev.millrace.lake.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.lake.aggregation.SilverRows.Event;
import dev.millrace.lake.metrics.Bucket;
import dev.millrace.lake.metrics.MetricsPage;
import dev.millrace.lake.metrics.MetricsPages;
import dev.millrace.lake.metrics.MetricsQuery;
import dev.millrace.lake.metrics.MetricsSummary;
import dev.millrace.lake.metrics.MetricsTable;
import dev.millrace.lake.metrics.MetricsTables;
import dev.millrace.lake.metrics.ServiceMinute;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableState;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.Sweep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class AggregationTest {
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final Deadline LATER = Deadline.after(Duration.ofMinutes(30));
  private static final Deadline PASSED = Deadline.after(Duration.ZERO);

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private final String tableName = MetricsTables.create();
  private final MetricsTable table = new MetricsTable(DynamoDbServer.client(), tableName);
  private final String database = "database_" + TESTS.incrementAndGet();
  private final SilverRows silver = new SilverRows(catalog, database);

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(folder);
    catalog = new LakeCatalog(LakeServers.BUCKET, servers.catalogProperties());
  }

  @AfterAll
  static void stop() {
    catalog.close();
    servers.close();
  }

  private Aggregation aggregation(Map<String, String> more) {
    return aggregation(more, InstantSource.system());
  }

  private Aggregation aggregation(Map<String, String> more, InstantSource clock) {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "SILVER_DATABASE", database,
                "GOLD_DATABASE", database,
                "METRICS_TABLE", tableName));
    settings.putAll(more);
    return new Aggregation(new Settings(settings), catalog, DynamoDbServer.client(), 8, clock);
  }

  private AggregationOutcome run() throws InterruptedException {
    return aggregation(Map.of()).run(LATER, LATER);
  }

  private TableState gold() {
    return catalog.open(GoldTable.definition(database));
  }

  /** The files of each day. */
  private SortedMap<LocalDate, List<DataFile>> goldFiles() throws Exception {
    return files(gold());
  }

  private static SortedMap<LocalDate, List<DataFile>> files(TableState gold) throws Exception {
    SortedMap<LocalDate, List<DataFile>> files = new TreeMap<>();
    try (CloseableIterable<FileScanTask> tasks = gold.table().newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        files
            .computeIfAbsent(
                LocalDate.ofEpochDay(task.partition().get(0, Integer.class)),
                day -> new ArrayList<>())
            .add(task.file());
      }
    }
    return files;
  }

  private static SortedMap<Bucket, ServiceMinute> rows(TableState gold) throws Exception {
    SortedMap<Bucket, ServiceMinute> rows = new TreeMap<>();
    for (LocalDate day : files(gold).keySet()) {
      rows.putAll(GoldTable.day(gold, day).rows());
    }
    return rows;
  }

  private SortedMap<Bucket, ServiceMinute> servedRows() {
    SortedMap<Bucket, ServiceMinute> rows = new TreeMap<>();
    MetricsPages pages = new MetricsPages(table);
    MetricsQuery all = MetricsQuery.of("", MetricsQuery.EARLIEST, MetricsQuery.LATEST);
    Optional<String> end = Optional.empty();
    do {
      MetricsPage page = pages.page(all, end, 1_000, LATER);
      page.rows().forEach(row -> rows.put(row.bucket(), row));
      end = page.end();
    } while (end.isPresent());
    return rows;
  }

  /** Gold, DynamoDB and the summary are what the events say. */
  private void assertCorrect(String when) throws Exception {
    SortedMap<Bucket, ServiceMinute> expected = silver.metrics();
    TableState gold = gold();
    assertThat(rows(gold).values())
        .as("gold %s", when)
        .containsExactlyElementsOf(expected.values());
    assertThat(servedRows().values())
        .as("DynamoDB %s", when)
        .containsExactlyElementsOf(expected.values());
    assertThat(files(gold).values())
        .as("files a day %s", when)
        .allMatch(files -> files.size() == 1);
    MetricsSummary summary = table.summary(LATER).orElseThrow();
    assertThat(summary.rows()).as("metrics_rows %s", when).isEqualTo(expected.size());
    assertThat(summary.latestMinute())
        .as("latest_minute %s", when)
        .isEqualTo(expected.keySet().stream().map(Bucket::minute).max(Instant::compareTo));
    assertThat(summary.watermark())
        .as("watermark %s", when)
        .isEqualTo(
            expected.keySet().stream()
                .map(Bucket::minute)
                .filter(minute -> !minute.isAfter(Instant.now()))
                .max(Instant::compareTo));
  }

  private void appendSomething() {
    silver.append(
        Event.of("2025-01-18T10:12:10Z", "checkout", 123, 200),
        Event.of("2025-01-18T10:12:50.999999Z", "checkout", 0.1, 404),
        new Event(Instant.parse("2025-01-18T10:12:11Z"), "search", null, 500),
        new Event(Instant.parse("2025-01-18T10:13:00Z"), "search", 7.5, null),
        new Event(Instant.parse("2025-01-18T23:59:59.999999Z"), "search", null, null),
        Event.of("2025-01-19T00:00:00Z", "search", 1e300, 299),
        Event.of("2025-01-21T00:00:00Z", "checkout", 3, 199));
  }

  @Test
  void withoutSilverThereIsNothingToDo() throws Exception {
    AggregationOutcome outcome = run();

    assertThat(outcome.toString())
        .isEqualTo(
            "{\"silver_rows\":0,\"buckets\":0,\"days\":0,\"gold_files\":0,\"complete\":true}");
    assertThat(table.summary(LATER)).isEmpty();

    silver.state();
    assertThat(run().complete()).isTrue();
    assertThat(table.summary(LATER)).isEmpty();
  }

  @Test
  void theFirstRunComputesEverythingAndTheSecondChangesNothing() throws Exception {
    appendSomething();

    AggregationOutcome first = run();

    assertCorrect("after the first run");
    assertThat(first.toString())
        .isEqualTo(
            "{\"silver_rows\":7,\"buckets\":6,\"days\":3,\"gold_files\":3,\"complete\":true}");
    assertThat(first.freshness()).hasValueSatisfying(age -> assertThat(age).isPositive());
    String metadata = metadata(gold());
    MetricsSummary summary = table.summary(LATER).orElseThrow();

    AggregationOutcome second = run();

    assertThat(second.toString())
        .isEqualTo(
            "{\"silver_rows\":0,\"buckets\":0,\"days\":0,\"gold_files\":0,\"complete\":true}");
    assertThat(metadata(gold())).isEqualTo(metadata);
    assertThat(table.summary(LATER)).contains(summary);
  }

  private static String metadata(TableState state) {
    return ((HasTableOperations) state.table()).operations().current().metadataFileLocation();
  }

  @Test
  void lateEventsCorrectTheirMinuteAndRewriteTheirDayAlone() throws Exception {
    appendSomething();
    run();
    SortedMap<LocalDate, List<DataFile>> before = goldFiles();
    silver.append(
        Event.of("2025-01-18T10:12:30Z", "checkout", 77, 500),
        Event.of("2025-01-18T10:14:00Z", "cart", 77, 200));

    AggregationOutcome outcome = run();

    assertCorrect("after late events");
    assertThat(outcome.toString())
        .isEqualTo(
            "{\"silver_rows\":2,\"buckets\":2,\"days\":1,\"gold_files\":1,\"complete\":true}");
    SortedMap<LocalDate, List<DataFile>> after = goldFiles();
    for (LocalDate day : before.keySet()) {
      assertThat(locations(after.get(day)).equals(locations(before.get(day))))
          .isEqualTo(!day.equals(LocalDate.parse("2025-01-18")));
    }
  }

  private static List<String> locations(List<DataFile> files) {
    return files.stream().map(DataFile::location).toList();
  }

  @Test
  void theSnapshotNamesWhatItConsumed() throws Exception {
    appendSomething();
    run();

    long snapshot = silver.state().table().currentSnapshot().snapshotId();
    assertThat(gold().table().currentSnapshot().summary())
        .containsEntry("millrace.consumed", Long.toString(snapshot));
    assertThat(gold().property("millrace.cursor.silver-snapshot"))
        .contains(Long.toString(snapshot));
  }

  @Test
  void aCompactionOfSilverMovesTheCursorAndNoRow() throws Exception {
    appendSomething();
    run();
    long snapshot = gold().table().currentSnapshot().snapshotId();
    Instant committedAt = table.summary(LATER).orElseThrow().silverCommittedAt();
    silver.compact();

    AggregationOutcome outcome = run();

    assertThat(outcome.buckets()).isZero();
    assertThat(outcome.complete()).isTrue();
    assertThat(gold().table().currentSnapshot().snapshotId()).isEqualTo(snapshot);
    assertThat(gold().property(AggregationProgress.CURSOR))
        .contains(Long.toString(silver.state().table().currentSnapshot().snapshotId()));
    assertThat(table.summary(LATER).orElseThrow().silverCommittedAt()).isEqualTo(committedAt);
    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 1, 200));
    run();
    assertCorrect("after a compaction");
  }

  @Test
  void eventsThatWereAppendedAndCompactedSinceAreNew() throws Exception {
    appendSomething();
    run();
    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 1, 200));
    silver.compact();
    silver.append(Event.of("2025-01-18T10:12:30Z", "cart", 1, 200));

    AggregationOutcome outcome = run();

    assertThat(outcome.silverRows()).isEqualTo(2);
    assertThat(outcome.buckets()).isEqualTo(2);
    assertCorrect("after a compaction in between");
  }

  @Test
  void aCursorWhoseSnapshotIsGoneStillServesWhileTheNextOneIsThere() throws Exception {
    appendSomething();
    run();
    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 1, 200));
    silver.expireAllBut(1);

    AggregationOutcome outcome = run();

    assertThat(outcome.silverRows()).isEqualTo(1);
    assertCorrect("after an expiry");
  }

  @Test
  void aCursorThatIsOutOfReachMeansThatAllIsComputedAnew() throws Exception {
    appendSomething();
    run();
    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 1, 200));
    silver.append(Event.of("2025-01-22T10:12:30Z", "checkout", 1, 200));
    silver.expireAllBut(1);
    SortedMap<LocalDate, List<DataFile>> before = goldFiles();

    AggregationOutcome outcome = run();

    assertThat(outcome.silverRows()).isEqualTo(9);
    assertThat(outcome.goldFiles()).as("days that are as they were stay").isEqualTo(2);
    assertThat(locations(goldFiles().get(LocalDate.parse("2025-01-19"))))
        .isEqualTo(locations(before.get(LocalDate.parse("2025-01-19"))));
    assertCorrect("after all was computed anew");
  }

  @Test
  void theMetricsOfDaysWhoseEventsArePastTheirRetentionStayAsTheyWere() throws Exception {
    appendSomething();
    run();
    SortedMap<Bucket, ServiceMinute> before = rows(gold());

    silver.keepFrom(LocalDate.parse("2025-01-19"));
    silver.append(
        Event.of("2025-01-18T10:12:30Z", "checkout", 9, 500),
        Event.of("2025-01-19T00:00:30Z", "search", 9, 500));
    AggregationOutcome outcome = run();

    assertThat(outcome.silverRows()).isEqualTo(2);
    assertThat(outcome.buckets()).as("computed from what came").isEqualTo(1);
    assertThat(rows(gold()).keySet()).isEqualTo(before.keySet());
    assertThat(rows(gold()).headMap(firstOf("2025-01-19")))
        .isEqualTo(before.headMap(firstOf("2025-01-19")));
    assertThat(servedRows()).isEqualTo(rows(gold()));

    silver.expireAllBut(1);
    silver.remove("checkout");
    run();

    assertThat(rows(gold()).headMap(firstOf("2025-01-19")))
        .as("after all was computed anew")
        .isEqualTo(before.headMap(firstOf("2025-01-19")));
    assertThat(servedRows()).isEqualTo(rows(gold()));
    assertThat(rows(gold()).tailMap(firstOf("2025-01-19")).keySet())
        .extracting(Bucket::service)
        .containsExactly("search");
  }

  private static Bucket firstOf(String day) {
    return new Bucket(Instant.parse(day + "T00:00:00Z"), "");
  }

  @Test
  void metricsPastTheirRetentionGoAndDoNotComeBack() throws Exception {
    appendSomething();
    Map<String, String> keepOneDay = Map.of("SERVICE_METRICS_DAYS", "1");
    InstantSource clock = () -> Instant.parse("2025-01-20T00:00:00Z");
    aggregation(keepOneDay, clock).run(LATER, LATER);

    assertThat(rows(gold()).keySet())
        .extracting(Bucket::day)
        .containsExactly(LocalDate.parse("2025-01-19"), LocalDate.parse("2025-01-21"));
    assertThat(silver.metrics()).as("silver has its own").hasSize(6);

    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 9, 500));
    assertThat(aggregation(keepOneDay, clock).run(LATER, LATER).buckets()).isZero();
    assertThat(rows(gold())).hasSize(2);
    assertThat(table.summary(LATER).orElseThrow().rows()).isEqualTo(2);
  }

  @Test
  void bucketsWhoseEventsWereTakenAwayVanish() throws Exception {
    appendSomething();
    run();
    silver.remove("search");

    run();

    assertCorrect("without a service");
    silver.append(Event.of("2025-01-18T10:12:30Z", "search", 1, 200));
    run();
    assertCorrect("with the service again");
  }

  @Test
  void rowsThatARunLeftInDynamoDbAndNotInGoldVanishWithTheirEvents() throws Exception {
    appendSomething();
    run();
    silver.append(Event.of("2025-01-25T10:12:30Z", "cart", 1, 200));
    List<String> calls = counted(() -> run());
    int commit = calls.indexOf("UpdateTableRequest") + 1;
    silver.append(Event.of("2025-01-26T10:12:30Z", "cart", 1, 200));
    Calls death = Calls.deathBefore(commit);
    death.watchDying(this::run);
    assertThat(death.reached()).isTrue();
    assertThat(servedRows().keySet())
        .anyMatch(bucket -> bucket.day().equals(LocalDate.parse("2025-01-26")));
    silver.remove("cart");

    run();

    assertCorrect("after the repair");
  }

  private static List<String> counted(Callable<?> run) throws Exception {
    Calls calls = Calls.counted();
    calls.watch(run);
    return calls.made();
  }

  @Test
  void manySnapshotsAreTakenInByStepsAndTheRestWhenTimeRunsOut() throws Exception {
    appendSomething();
    run();
    for (int i = 0; i < 6; i++) {
      silver.append(
          Event.of("2025-01-18T10:1%d:00Z".formatted(i), "cart", i, 200),
          Event.of("2025-01-19T10:12:00Z", "cart", i, 200));
    }
    Aggregation bySteps = aggregation(Map.of("EVENTS_PER_COMMIT", "5"));

    AggregationOutcome outOfTime = bySteps.run(PASSED, LATER);

    assertThat(outOfTime.complete()).isFalse();
    assertThat(outOfTime.days()).isEqualTo(1);
    assertThat(outOfTime.silverRows()).as("of steps that are done").isZero();
    int snapshots = snapshots();
    AggregationOutcome rest = bySteps.run(LATER, LATER);
    assertThat(rest.complete()).isTrue();
    assertThat(rest.days()).isEqualTo(1 + 2 + 2);
    assertThat(rest.silverRows()).isEqualTo(12);
    assertThat(snapshots()).isEqualTo(snapshots + 3);
    assertCorrect("after all steps");
  }

  private int snapshots() {
    int snapshots = 0;
    for (var snapshot : gold().table().snapshots()) {
      assertThat(snapshot).isNotNull();
      snapshots++;
    }
    return snapshots;
  }

  @Test
  void aSnapshotThatIsMoreThanAStepTakesIsTakenWhole() throws Exception {
    appendSomething();
    Aggregation bySteps = aggregation(Map.of("EVENTS_PER_COMMIT", "1"));
    bySteps.run(LATER, LATER);
    appendSomething();
    appendSomething();

    int snapshots = snapshots();
    AggregationOutcome outcome = bySteps.run(LATER, LATER);

    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.silverRows()).isEqualTo(14);
    assertThat(snapshots()).isEqualTo(snapshots + 2);
    assertCorrect("after two steps");
  }

  /** One event of each of so many days, and of a day that has some already. */
  private void appendManyDays(String service, int days) {
    List<Event> events = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      Instant time = Instant.parse("2024-02-01T10:12:00Z").plus(Duration.ofDays(day));
      events.add(new Event(time, service, 1.0 + day, 200));
    }
    events.add(Event.of("2025-01-18T10:12:30Z", service, 1, 200));
    silver.append(events);
  }

  @Test
  void aSnapshotOfManyDaysIsTakenInByDaysWhenTimeRunsOut() throws Exception {
    appendSomething();
    run();
    appendManyDays("cart", 5);
    String cursor = gold().property(AggregationProgress.CURSOR).orElseThrow();

    for (int day = 1; day <= 5; day++) {
      AggregationOutcome outcome = aggregation(Map.of()).run(PASSED, LATER);

      assertThat(outcome.complete()).isFalse();
      assertThat(outcome.days()).isEqualTo(1);
      assertThat(goldFiles()).hasSize(3 + day);
      assertThat(gold().property(AggregationProgress.CURSOR)).contains(cursor);
    }
    AggregationOutcome last = aggregation(Map.of()).run(PASSED, LATER);

    assertThat(last.complete()).isTrue();
    assertThat(last.silverRows()).isEqualTo(6);
    assertThat(gold().properties()).doesNotContainKey("millrace.append.silver-snapshot");
    assertCorrect("after the last day");
  }

  @Test
  void daysThatAreLeftOfASnapshotAreTakenInBeforeWhatCameSince() throws Exception {
    appendSomething();
    run();
    appendManyDays("cart", 4);
    aggregation(Map.of()).run(PASSED, LATER);
    silver.append(Event.of("2024-02-01T10:12:59Z", "cart", 9, 500));
    silver.compact();
    aggregation(Map.of()).run(PASSED, LATER);

    assertThat(run().silverRows()).isEqualTo(6);
    assertCorrect("after all days");
  }

  @Test
  void aRollbackOfASnapshotOfWhichSomeDaysAreInGoldIsFollowed() throws Exception {
    appendSomething();
    run();
    long snapshot = silver.state().table().currentSnapshot().snapshotId();
    appendManyDays("later", 4);
    aggregation(Map.of()).run(PASSED, LATER);
    assertThat(rows(gold())).hasSize(7);
    silver.rollBackTo(snapshot, "later");

    run();
    assertCorrect("after the rollback");

    appendManyDays("later", 4);
    aggregation(Map.of()).run(PASSED, LATER);
    silver.rollBackTo(snapshot, "later");
    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 1, 200));

    run();
    assertCorrect("after a rollback and more events");
  }

  @Test
  void deathAtAnyCallInTheMidstOfASnapshotOfManyDaysIsMadeUpFor() throws Exception {
    appendSomething();
    run();
    appendManyDays("cart", 3);
    aggregation(Map.of()).run(PASSED, LATER);
    List<String> made = Calls.counted().madeBy(() -> aggregation(Map.of()).run(PASSED, LATER));
    run();
    for (int call : Sweep.over(made)) {
      appendManyDays("cart", 3);
      aggregation(Map.of()).run(PASSED, LATER);
      Calls calls = Calls.deathBefore(call);
      calls.watchDying(() -> aggregation(Map.of()).run(PASSED, LATER));
      aggregation(Map.of()).run(PASSED, LATER);
      run();
      assertCorrect("after death before call " + call);
      keepSmall(call);
    }
  }

  @Test
  void computingAllAnewGoesOnWhereItsTimeRanOutAndThenTakesInWhatIsNew() throws Exception {
    appendSomething();
    for (int day = 1; day < 10; day++) {
      silver.append(Event.of("2024-02-0%dT10:12:00Z".formatted(day), "cart", day, 200));
    }
    Aggregation bySteps = aggregation(Map.of("EVENTS_PER_COMMIT", "2"));

    AggregationOutcome outcome = bySteps.run(PASSED, LATER);
    assertThat(outcome.complete()).isFalse();
    assertThat(outcome.days()).isEqualTo(1);
    assertThat(table.summary(LATER)).isEmpty();
    silver.append(Event.of("2024-02-01T10:12:30Z", "cart", 1, 200));
    int runs = 1;
    while (!outcome.complete()) {
      outcome = bySteps.run(PASSED, LATER);
      runs++;
    }

    assertThat(runs).isGreaterThan(5);
    assertCorrect("after the last run");
  }

  @Test
  void aRebuildWhoseSnapshotIsGoneBeginsAgain() throws Exception {
    for (int day = 1; day < 5; day++) {
      silver.append(Event.of("2024-02-0%dT10:12:00Z".formatted(day), "cart", day, 200));
    }
    aggregation(Map.of("EVENTS_PER_COMMIT", "2")).run(PASSED, LATER);
    silver.append(Event.of("2024-02-01T10:12:30Z", "cart", 1, 200));
    silver.expireAllBut(1);

    assertThat(run().silverRows()).isEqualTo(5);
    assertCorrect("after the second beginning");
  }

  @Test
  void aRollbackOfSilverIsFollowed() throws Exception {
    appendSomething();
    long snapshot = silver.state().table().currentSnapshot().snapshotId();
    silver.append(Event.of("2025-01-18T10:12:30Z", "later", 1, 200));
    run();
    silver.rollBackTo(snapshot, "later");

    run();

    assertCorrect("after the rollback");
    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 1, 200));
    run();
    assertCorrect("after more events");
  }

  @Test
  void servicesOfAnyNameAndTimesInTheFutureStopNothing() throws Exception {
    silver.append(
        Event.of("2025-01-18T10:12:30Z", "x".repeat(900), 1, 200),
        Event.of("9999-12-31T23:59:59Z", "a#b", 1, 200),
        Event.of("1969-12-31T23:59:59.5Z", "ü", Double.MIN_VALUE, 200),
        Event.of("2025-01-18T10:12:30Z", "infinite", 1, 200));
    run();

    assertCorrect("of odd events");
    silver.append(Event.of("2025-01-18T10:12:30Z", "a", 1, 200));
    run();
    assertCorrect("after odd events");
    silver.append(Event.of("2025-01-18T10:12:30Z", "y".repeat(100_000), 1, 200));
    assertThat(run().complete()).isTrue();
    assertThat(servedRows()).hasSize(6);
  }

  @Test
  void aTableThatIsNotThereFailsTheRunAndMovesNothing() throws Exception {
    appendSomething();
    Aggregation lost = aggregation(Map.of("METRICS_TABLE", "none"));

    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> lost.run(LATER, LATER));
    assertThat(gold().property(AggregationProgress.CURSOR)).isEmpty();
  }

  @Test
  void aRunReadsNoMoreOfSilverWhenThereIsMoreOfIt() throws Exception {
    appendSomething();
    run();
    silver.append(Event.of("2025-01-18T10:12:30Z", "checkout", 1, 200));
    long before = reads();
    for (int hour = 0; hour < 9; hour++) {
      // Other times of the same day, which the files' bounds tell apart, and other days.
      silver.append(Event.of("2025-01-18T0%d:12:30Z".formatted(hour), "cart", 1, 200));
      silver.append(Event.of("2024-01-18T0%d:12:30Z".formatted(hour), "cart", 1, 200));
    }
    run();
    silver.append(Event.of("2025-01-18T10:12:31Z", "checkout", 1, 200));
    silver.compactManifests();
    run();
    silver.append(Event.of("2025-01-18T10:12:32Z", "checkout", 1, 200));

    // One file of this very minute more than before.
    assertThat(reads()).isLessThanOrEqualTo(before + 8);
    assertCorrect("of more events");
  }

  private long reads() throws Exception {
    Calls calls = Calls.counted();
    calls.watch(this::run);
    return calls.objectsRead();
  }

  @Test
  void anUnusualMinuteIsReportedOnce() throws Exception {
    List<Event> steady = new ArrayList<>();
    Instant start = Instant.parse("2025-01-18T23:00:00Z");
    for (int minute = 0; minute < 62; minute++) {
      for (int i = 0; i < 20; i++) {
        steady.add(new Event(start.plusSeconds(60L * minute + i), "cart", 5.0, 200));
      }
    }
    silver.append(steady);
    run();
    List<Event> odd = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      odd.add(new Event(start.plusSeconds(60 * 62 + i % 60), "cart", i % 2 == 0 ? null : 5.0, 500));
    }
    silver.append(odd);
    assertThat(run().anomalies()).as("not complete yet").containsEntry("volume", 0L);
    silver.append(new Event(start.plusSeconds(60 * 63), "search", 1.0, 200));

    Map<String, Long> anomalies = run().anomalies();

    assertThat(anomalies)
        .isEqualTo(Map.of("volume", 1L, "error_rate", 1L, "missing_latencies", 1L));
    silver.append(new Event(start.plusSeconds(60 * 63 + 1), "search", 1.0, 200));
    assertThat(run().anomalies().values()).containsOnly(0L);
  }

  @Test
  void deathAtAnyCallIsMadeUpForByTheNextRun() throws Exception {
    Random random = new Random(7);
    silver.append(someEvents(random));
    run();
    silver.append(someEvents(random));
    for (int call : Sweep.over(Calls.counted().madeBy(this::run))) {
      silver.append(someEvents(random));
      Calls calls = Calls.deathBefore(call);
      calls.watchDying(this::run);
      run();
      assertCorrect("after death before call " + call);
      keepSmall(call);
    }
  }

  @Test
  void anotherRunOrACompactionBeforeAnyCallDoesNoHarm() throws Exception {
    Random random = new Random(11);
    silver.append(someEvents(random));
    run();
    for (boolean otherRun : List.of(true, false)) {
      silver.append(someEvents(random));
      for (int call : Sweep.over(Calls.counted().madeBy(this::run))) {
        silver.append(someEvents(random));
        Calls calls =
            Calls.deedBefore(
                call,
                () -> {
                  if (otherRun) {
                    silver.append(someEvents(random));
                    return run();
                  }
                  return compactGold();
                });
        calls.watch(this::run);
        run();
        assertCorrect((otherRun ? "another run" : "a compaction") + " before call " + call);
        keepSmall(call);
      }
    }
  }

  private void keepSmall(int call) {
    if (call % 8 == 0) {
      silver.compact();
    }
  }

  private static List<Event> someEvents(Random random) {
    List<Event> events = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      events.add(
          new Event(
              Instant.parse("2025-01-18T22:00:00Z").plusSeconds(random.nextInt(4 * 3600)),
              random.nextBoolean() ? "checkout" : "search",
              random.nextInt(4) == 0 ? null : random.nextInt(1000) / 7.0,
              random.nextInt(4) == 0 ? null : 100 + random.nextInt(500)));
    }
    return events;
  }

  /** The same rows in other files. */
  private Void compactGold() throws Exception {
    TableState state = gold();
    List<DataFile> old = files(state).values().stream().flatMap(List::stream).toList();
    List<DataFile> files;
    try (RowWriter writer = new RowWriter(state)) {
      rows(state).values().forEach(row -> writer.write(GoldTable.fill(writer.newRow(), row)));
      files = writer.complete();
    }
    if (!old.isEmpty()) {
      AtomicCommit.commit(
          state,
          transaction -> {
            RewriteFiles rewrite = transaction.newRewrite();
            old.forEach(rewrite::deleteFile);
            files.forEach(rewrite::addFile);
            rewrite.commit();
          },
          newer -> true);
    }
    return null;
  }
}
