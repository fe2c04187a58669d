package dev.millrace.ingestion.record;

import static dev.millrace.ingestion.record.RecordsFixture.deadline;
import static dev.millrace.ingestion.record.RecordsFixture.genres;
import static dev.millrace.ingestion.record.RecordsFixture.ids;
import static dev.millrace.ingestion.record.RecordsFixture.job;
import static dev.millrace.ingestion.record.RecordsFixture.placed;
import static dev.millrace.ingestion.record.RecordsFixture.second;
import static dev.millrace.ingestion.record.RecordsFixture.track;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.row.Row;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.runs.RemoteCalls.Died;
import dev.millrace.testsupport.runs.RemoteCalls.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Whatever is stored, in any order, by processes that die at any call or hear no answer: once each
 * has been repeated to its end, the lists hold of each key the latest job's row, and no other item.
 */
class RecordRacesTest {
  private static final List<String> GENRES = List.of("rock", "pop", "jazz");
  private static final DynamoDbClient WATCHED = DynamoDbServer.client();

  /**
   * A job that stores some tracks.
   *
   * @param call the number of the call, from 1, that the fault is at
   */
  record Step(int job, List<Row> rows, Fault fault, int call) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Row> rows =
        Combinators.combine(
                Arbitraries.longs().between(1, 3),
                Arbitraries.longs().between(0, 4).injectNull(0.2),
                Arbitraries.of(GENRES).set().ofMaxSize(3))
            .as(
                (id, time, genres) ->
                    track(id, time == null ? null : second(time), List.copyOf(genres)));
    return Combinators.combine(
            Arbitraries.integers().between(1, 4),
            rows.list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.frequency(
                Tuple.of(2, Fault.NONE),
                Tuple.of(4, Fault.DEATH),
                Tuple.of(1, Fault.ANSWER_LOST),
                Tuple.of(1, Fault.ASKED_AGAIN)),
            Arbitraries.integers().between(1, 12))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Property(tries = 150)
  void theListsHoldWhatTheLatestJobsStored(@ForAll("steps") List<Step> steps) throws Exception {
    RecordsFixture fixture = new RecordsFixture();
    Map<Integer, List<Row>> jobs = new TreeMap<>();
    for (Step step : steps) {
      // A job has its rows: one that runs again stores the same.
      List<Row> rows = jobs.computeIfAbsent(step.job(), first -> step.rows());
      fixture.calls.plan(step.fault(), step.call());
      try {
        fixture.put(fixture.oneByOne, step.job(), rows.toArray(new Row[0]));
      } catch (Died | SdkException notDone) {
        // It died, or heard nothing; it will be repeated.
        assertThat(step.fault()).isNotEqualTo(Fault.NONE);
      }
      fixture.calls.planNothing();
    }
    List<Integer> repeated = new ArrayList<>(jobs.keySet());
    if (steps.size() % 2 == 0) {
      repeated = repeated.reversed();
    }
    for (int job : repeated) {
      fixture.put(job, jobs.get(job).toArray(new Row[0]));
    }

    assertHolds(fixture, latest(jobs));
  }

  /** The rows that are to be there in the end, by key. */
  private static Map<Object, Row> latest(Map<Integer, List<Row>> jobs) {
    Map<Object, Row> latest = new TreeMap<>();
    new TreeMap<>(jobs)
        .values()
        .forEach(rows -> rows.forEach(row -> latest.put(row.value("id"), row)));
    return latest;
  }

  private static void assertHolds(RecordsFixture fixture, Map<Object, Row> expected) {
    int items = expected.size();
    assertThat(fixture.all())
        .extracting(StoredRecord::row)
        .containsExactlyInAnyOrderElementsOf(texts(expected.values().stream().toList()));
    for (String genre : GENRES) {
      List<Row> of =
          expected.values().stream()
              .filter(row -> ((List<?>) row.value("genres")).contains(genre))
              .toList();
      items += of.size();
      assertThat(fixture.of(genre))
          .as(genre)
          .extracting(StoredRecord::row)
          .containsExactlyInAnyOrderElementsOf(texts(of));
    }
    for (StoredRecord record : fixture.all()) {
      Row row = expected.get(Long.valueOf(ids(List.of(record)).getFirst()));
      assertThat(record.time())
          .isEqualTo(
              row.value("updated_at") == null ? fixture.clock.instant() : row.value("updated_at"));
    }
    assertThat(fixture.listed().values().stream().mapToLong(Long::longValue).sum())
        .as("items in lists")
        .isEqualTo(items);
    assertThat(fixture.items())
        .as("main items that still have something to do")
        .noneMatch(
            item -> item.containsKey("gone") && item.get("list").s().contains(fixture.owner + '"'));
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(row -> RecordText.of(row.values())).toList();
  }

  private static final Row[] BEFORE = {
    track(1, second(1), genres("rock", "pop")), track(2, second(2), genres("jazz"))
  };
  private static final Row[] AFTER = {
    track(1, second(4), genres("pop", "jazz")), track(3, second(3), genres("rock"))
  };
  private static final Row[] LAST = {track(1, second(9), genres("jazz")), track(3, null, genres())};

  /** Of the second job in those below: one to read, five for the first track, two for the other. */
  private static final int CALLS = 8;

  @Test
  void aJobMakesOneCallToReadAndOneForEachItem() throws Exception {
    RecordsFixture fixture = new RecordsFixture();
    fixture.put(1, BEFORE);
    RecordsTable watched = fixture.table(WATCHED, 1);

    assertThat(Calls.counted().madeBy(() -> fixture.put(watched, 2, AFTER)))
        .hasSize(CALLS)
        .containsOnlyOnce("BatchGetItemRequest", "UpdateItemRequest");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DEATH", "ANSWER_LOST", "ASKED_AGAIN"})
  void aJobThatStopsAtAnyCallIsCompletedByItsRepetition(Fault fault) throws Exception {
    for (int call = 1; call <= CALLS; call++) {
      RecordsFixture fixture = stoppedAt(fault, call);

      fixture.put(2, AFTER);

      assertHolds(fixture, latest(Map.of(1, List.of(BEFORE), 2, List.of(AFTER))));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DEATH", "ANSWER_LOST"})
  void aJobThatStopsAtAnyCallIsTakenOverByTheNextJob(Fault fault) throws Exception {
    for (int call = 1; call <= CALLS; call++) {
      RecordsFixture fixture = stoppedAt(fault, call);

      fixture.put(3, LAST);

      assertHolds(fixture, latest(Map.of(1, List.of(BEFORE), 3, List.of(LAST))));
    }
  }

  /** Where the second job stopped at one of its calls. */
  private static RecordsFixture stoppedAt(Fault fault, int call) throws Exception {
    RecordsFixture fixture = new RecordsFixture();
    fixture.put(1, BEFORE);
    fixture.calls.plan(fault, call);
    boolean stopped = false;
    try {
      fixture.put(fixture.oneByOne, 2, AFTER);
    } catch (Died | SdkException notDone) {
      stopped = true;
    }
    fixture.calls.planNothing();
    assertThat(stopped).isEqualTo(fault != Fault.ASKED_AGAIN);
    return fixture;
  }

  @Test
  void anOlderJobThatGoesOnAfterALaterOneAddsNothing() throws Exception {
    int calls = 1;
    for (boolean reached = true; reached; calls++) {
      RecordsFixture fixture = new RecordsFixture();
      fixture.put(1, BEFORE);
      RecordsTable slow = fixture.table(WATCHED, 1);
      Calls watched = Calls.deedBefore(calls, () -> fixture.put(3, LAST));
      watched.watch(() -> fixture.put(slow, 2, AFTER));
      reached = watched.reached();
      if (reached) {
        assertHolds(
            fixture, latest(Map.of(1, List.of(BEFORE), 2, List.of(AFTER), 3, List.of(LAST))));
      }
    }
    assertThat(calls).as("calls that were tried").isGreaterThan(8);
  }

  @Test
  void twoRunsOfOneStepAtATimeStoreTheSame() throws Exception {
    int calls = 1;
    for (boolean reached = true; reached; calls++) {
      RecordsFixture fixture = new RecordsFixture();
      fixture.put(1, BEFORE);
      RecordsTable slow = fixture.table(WATCHED, 1);
      Calls watched = Calls.deedBefore(calls, () -> fixture.put(2, AFTER));
      watched.watch(() -> fixture.put(slow, 2, AFTER));
      reached = watched.reached();
      assertHolds(fixture, latest(Map.of(1, List.of(BEFORE), 2, List.of(AFTER))));
    }
    assertThat(calls).as("calls that were tried").isGreaterThan(8);
  }

  @Test
  void theMarkerOfACategoryThatWentExpiresAfterADay() throws Exception {
    RecordsFixture fixture = new RecordsFixture();
    fixture.put(1, track(1, second(1), "rock"));
    fixture.put(2, track(1, second(1), "pop"));
    String id = RecordKey.id(fixture.tracks, new RecordVersion(job(1), 1, 0), track(1, null, null));
    String expiry =
        Long.toString(fixture.clock.instant().plus(Duration.ofDays(1)).getEpochSecond());

    assertThat(fixture.items())
        .filteredOn(item -> item.get("record").s().startsWith(id) && !item.containsKey("list"))
        .singleElement()
        .satisfies(marker -> assertThat(marker.get("expires_at").n()).isEqualTo(expiry))
        .satisfies(
            marker ->
                assertThat(marker.keySet()).isEqualTo(Set.of("record", "version", "expires_at")));

    fixture.put(3, track(1, second(1), "rock"));

    assertThat(ids(fixture.of("rock"))).containsExactly("1");
    assertThat(fixture.items())
        .filteredOn(item -> item.get("record").s().startsWith(id) && item.containsKey("list"))
        .noneMatch(item -> item.containsKey("expires_at"));
    assertThat(fixture.table.put(fixture.tracks, job(3), placed(), deadline()))
        .isEqualTo(RecordCounts.NONE);
  }
}
