package dev.millrace.ingestion.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.PutRecordsServer;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.Sweep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real node; what it cannot be made to answer, {@link ClusterDialectsTest} has. */
class PullFromOpenSearchTest {
  private static final AtomicInteger INDEXES = new AtomicInteger();
  private static final String DATE = "{\"properties\":{\"@timestamp\":{\"type\":\"date\"}}}";
  private static final Instant NOON = PulledSource.NOW;

  /** The last time of which a run at noon sends documents. */
  private static final Instant LAST = NOON.minusMillis(2_001);

  private final String index = "visits-" + INDEXES.incrementAndGet();
  @TempDir private static Path folder;
  private static S3Server s3;

  private PulledSource source;

  @BeforeAll
  static void beginServers() throws Exception {
    s3 = new S3Server(folder);
  }

  @AfterAll
  static void endServers() {
    s3.close();
  }

  @BeforeEach
  void begin() throws Exception {
    create(index, DATE);
    source = newSource("\"page_size\": 4");
  }

  @AfterEach
  void end() throws Exception {
    source.close();
    OpenSearchServer.send("DELETE", "/" + index + "*", "");
  }

  private PulledSource newSource(String members) throws Exception {
    return new PulledSource(
        s3, OpenSearchServer.endpoint(), "\"index\": \"%s*\", %s".formatted(index, members));
  }

  private static void create(String index, String mappings) {
    OpenSearchServer.send(
        "PUT",
        "/" + index,
        "{\"settings\": {\"number_of_shards\": 2, \"number_of_replicas\": 0}, \"mappings\": %s}"
            .formatted(mappings));
  }

  private static void put(String index, String id, String source) {
    OpenSearchServer.send("PUT", "/%s/_doc/%s".formatted(index, id), source);
  }

  private void put(String id, Instant time) {
    put(index, id, "{\"@timestamp\": \"%s\"}".formatted(time));
  }

  private static void refresh() {
    OpenSearchServer.send("POST", "/_refresh", "");
  }

  private static String record(String index, String id, String source) {
    return "{\"_index\":\"%s\",\"_id\":\"%s\",\"_source\":%s}".formatted(index, id, source);
  }

  private List<String> ids() {
    return source.records().stream().map(record -> record.split("\"", -1)[7]).toList();
  }

  private List<String> putDocuments(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("d%02d".formatted(i));
    }
    List<String> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new Random(7));
    for (String id : shuffled) {
      // Three of each time.
      put(id, NOON.minusSeconds(3600 - Integer.parseInt(id.substring(1)) / 3));
    }
    refresh();
    return ids;
  }

  @Test
  void documentsComeByteForByteInTheOrderOfTheirTimes() throws Exception {
    String odd =
        "{ \"@timestamp\" :\"2026-11-30T10:00:00Z\",\n \"n\": 1.50, /* why */ \"é\\u0041\": [ ] }";
    put(index, "second", odd);
    put(index, "third%2F%22", "{\"@timestamp\": 1796032800500}");
    put(index, "first", "{\"@timestamp\": \"2026-11-30T09:59:59.999Z\"}");
    refresh();

    SourceOutcome outcome = source.run();

    assertThat(source.records())
        .containsExactly(
            record(index, "first", "{\"@timestamp\": \"2026-11-30T09:59:59.999Z\"}"),
            record(index, "second", odd),
            record(index, "third/\\\"", "{\"@timestamp\": 1796032800500}"));
    assertThat(outcome)
        .isEqualTo(
            new SourceOutcome(
                "visits",
                3,
                3,
                0,
                0,
                Optional.of(NOON.minusSeconds(2)),
                true,
                false,
                Optional.empty()));
    assertThat(source.stream.taken()).allMatch(put -> put.stream().equals("the-sessions"));
  }

  @Test
  void allPagesAreRead() throws Exception {
    List<String> ids = putDocuments(31);

    source.run();

    assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids).doesNotHaveDuplicates();
    assertThat(ids().getFirst()).isIn("d00", "d01", "d02");
    assertThat(ids().getLast()).isEqualTo("d30");
  }

  /** Of two indexes with two shards each, so that their own numbers of documents are the same. */
  @ParameterizedTest
  @CsvSource({"date, 1", "date, 5", "date_nanos, 1", "date_nanos, 5"})
  void documentsOfOneTimeAreNotLostWhereverPagesEnd(String type, int pageSize) throws Exception {
    create(index + "-other", DATE.replace("\"date\"", '"' + type + '"'));
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      put(index, "a" + i, "{\"@timestamp\": \"2026-11-30T10:00:00.001Z\"}");
      put(
          index + "-other",
          "b" + i,
          "{\"@timestamp\": \"2026-11-30T10:00:00.001000%03dZ\"}".formatted(i));
      wanted.addAll(List.of("a" + i, "b" + i));
    }
    refresh();
    source.close();
    source = newSource("\"page_size\": " + pageSize);

    SourceOutcome outcome = source.run();

    assertThat(ids()).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(outcome.caughtUp()).isTrue();
  }

  @Test
  void aDocumentThatWasIndexedLateIsSentAndNoOtherIsRepeated() throws Exception {
    putDocuments(9);
    put("edge", LAST);
    refresh();
    source.run();
    put("late", NOON.minusSeconds(299));
    put("too-late", NOON.minusSeconds(400));
    put("same-time", LAST);
    refresh();
    source.clock.advance(Duration.ofMinutes(1));

    SourceOutcome outcome = source.run();

    assertThat(ids().subList(10, 12)).containsExactly("late", "same-time");
    assertThat(outcome.sent()).isEqualTo(2);
    assertThat(outcome.repeated()).isEqualTo(1);
    assertThat(outcome.checkpoint()).contains(NOON.plusSeconds(58));
  }

  @Test
  void aDocumentThatWasChangedWithinTheOverlapIsSentAgain() throws Exception {
    put("one", LAST);
    put("two", LAST);
    refresh();
    source.run();
    put("one", LAST);
    refresh();

    source.run();

    assertThat(ids().subList(2, 3)).containsExactly("one");
    assertThat(ids()).hasSize(3);
  }

  @Test
  void theTimeOfTheCheckpointItselfIsReadByTheNextRun() throws Exception {
    put("before", LAST);
    put("at", LAST.plusMillis(1));
    refresh();
    source.close();
    source = newSource("\"overlap_seconds\": 0");
    source.run();
    assertThat(ids()).containsExactly("before");
    source.clock.advance(Duration.ofMillis(1));

    source.run();

    assertThat(ids()).containsExactly("before", "at");
  }

  @Test
  void whereverARunDiesNothingIsLost() throws Exception {
    List<String> ids = putDocuments(13);
    Calls counted = Calls.counted();
    List<String> made = counted.madeBy(source::run);
    assertThat(made).contains("PutRecordsRequest", "PutItemRequest", "PutObjectRequest");

    for (int call : Sweep.over(made)) {
      for (Calls death : List.of(Calls.deathBefore(call), Calls.deathAfter(call))) {
        source.close();
        source = newSource("\"page_size\": 4");
        death.watch(source::run);

        SourceOutcome outcome = source.run();

        assertThat(ids()).as("at call %d", call).containsAll(ids);
        assertThat(outcome.caughtUp()).isTrue();
        assertThat(source.position()).isEqualTo(NOON.minusSeconds(2));
        // What was on the stream and in no checkpoint: one page at most, as no window was written.
        assertThat(ids().size()).isLessThanOrEqualTo(2 * ids.size());
      }
    }
  }

  @Test
  void aCheckpointWhoseAnswerGotLostCountsAsMoved() throws Exception {
    List<String> ids = putDocuments(13);
    AtomicInteger puts = new AtomicInteger();
    try (DynamoDbProxy proxy =
        new DynamoDbProxy(
            (operation, _) ->
                operation.equals("PutItem") && puts.incrementAndGet() == 2
                    ? DynamoDbProxy.Fault.ANSWER_LOST
                    : DynamoDbProxy.Fault.NONE)) {

      SourceOutcome outcome = source.runWith(proxy.client());

      assertThat(outcome.overtaken()).isFalse();
      assertThat(outcome.caughtUp()).isTrue();
      assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void ofTwoRunsAtOnceOneMovesTheCheckpointAndNothingIsLost() throws Exception {
    List<String> ids = putDocuments(13);
    Calls other = Calls.deedBefore(4, source::run);

    SourceOutcome outcome = other.watch(source::run);

    assertThat(outcome.overtaken()).isTrue();
    assertThat(outcome.error()).isEmpty();
    assertThat(ids()).containsAll(ids);
    assertThat(source.position()).isEqualTo(NOON.minusSeconds(2));
  }

  @Test
  void whatTheStreamRefusesIsPutAgain() throws Exception {
    List<String> ids = putDocuments(13);
    source.stream.refuse((call, put) -> call < 6 && put.data().contains("\"d03\""));

    SourceOutcome outcome = source.run();

    assertThat(outcome.error()).isEmpty();
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void aStreamThatTakesNoMoreEndsTheRunAndTheNextGoesOnWithTheRest() throws Exception {
    List<String> ids = putDocuments(13);
    source.stream.refuse(put -> put.data().contains("\"d06\""));

    SourceOutcome outcome = source.run();

    assertThat(outcome.error().orElseThrow().category()).isEqualTo(FailureCategory.STORAGE);
    assertThat(outcome.error().orElseThrow().message())
        .startsWith("The stream the-sessions did not take 1 of ");
    assertThat(outcome.caughtUp()).isFalse();
    assertThat(source.position()).isBeforeOrEqualTo(NOON.minusSeconds(3598));
    source.stream.refuse(_ -> false);
    assertThat(source.run().caughtUp()).isTrue();
    // What was taken of the page is known to be, and is not put again.
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void aDocumentThatNoRecordHoldsIsKeptAndTheOthersAreSent() throws Exception {
    put("small", NOON.minusSeconds(30));
    put(
        index,
        "large",
        "{\"@timestamp\": \"%s\", \"text\": \"%s\"}"
            .formatted(NOON.minusSeconds(20), "x".repeat(1 << 20)));
    put("behind", NOON.minusSeconds(10));
    refresh();

    SourceOutcome outcome = source.run();
    source.run();

    assertThat(ids()).containsExactly("small", "behind");
    assertThat(outcome.oversize()).isEqualTo(1);
    List<String> kept =
        s3.keys(source.bucket).stream().filter(key -> key.startsWith("oversize/")).toList();
    assertThat(kept)
        .singleElement()
        .asString()
        .startsWith("oversize/elasticsearch/visits/2026-11-30/");
    assertThat(s3.get(source.bucket, kept.getFirst()))
        .startsWith("{\"_index\":\"" + index + "\",\"_id\":\"large\",\"_source\":{\"@timestamp\"")
        .endsWith("xx\"}}");
  }

  @Test
  void documentsThatTakeMoreThanAnAnswerMayHaveComeInSmallerPages() throws Exception {
    for (int i = 0; i < 30; i++) {
      put(
          index,
          "d%02d".formatted(i),
          "{\"@timestamp\": \"%s\", \"text\": \"%s\"}"
              .formatted(NOON.minusSeconds(60 - i), "x".repeat(1_000_000)));
    }
    refresh();
    source.close();
    source = newSource("\"page_size\": 1000");

    SourceOutcome outcome = source.run();

    assertThat(outcome.error()).isEmpty();
    assertThat(ids()).hasSize(30).isSorted();
  }

  @Test
  void aBackfillSendsARangeAgainAndLeavesTheCheckpointAlone() throws Exception {
    putDocuments(12);
    source.run();
    Instant position = source.position();

    SourceOutcome outcome = source.backfill(NOON.minusSeconds(3599), NOON.minusSeconds(3597));

    assertThat(ids().subList(12, 18))
        .containsExactlyInAnyOrder("d03", "d04", "d05", "d06", "d07", "d08");
    assertThat(ids()).hasSize(18);
    assertThat(outcome.caughtUp()).isTrue();
    assertThat(source.position()).isEqualTo(position);
  }

  @Test
  void aBackfillThatWasCutShortGoesOnWhereItWas() throws Exception {
    putDocuments(12);
    source.stream.refuse(put -> put.data().contains("\"d11\""));
    Instant from = NOON.minusSeconds(3600);
    source.backfill(from, NOON);
    source.stream.refuse(_ -> false);

    SourceOutcome outcome = source.backfill(from, NOON);

    assertThat(outcome.caughtUp()).isTrue();
    assertThat(outcome.read()).isLessThan(12);
    assertThat(ids()).contains("d11");
  }

  @Test
  void aPointInTimeThatIsGoneIsOpenedAgain() throws Exception {
    List<String> ids = putDocuments(31);
    source.stream.afterNextPut(
        () -> OpenSearchServer.send("DELETE", "/_search/point_in_time/_all", ""));

    SourceOutcome outcome = source.run();

    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.repeated()).isPositive();
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void noPointInTimeIsLeftOpen() throws Exception {
    putDocuments(9);

    source.run();

    assertThat(OpenSearchServer.send("GET", "/_nodes/stats/indices/search", ""))
        .contains("\"point_in_time_current\":0");
  }

  @Test
  void aRunThatHasNoTimeLeftSaysThatItHasNotCaughtUp() throws Exception {
    putDocuments(9);

    SourceOutcome outcome =
        source.run(
            new PullRequest(Optional.empty(), Optional.empty()),
            Deadline.after(Duration.ofSeconds(15)));

    assertThat(outcome.caughtUp()).isFalse();
    assertThat(source.records()).isEmpty();
  }

  @Test
  void onlyDocumentsThatMatchTheQueryAreSentUnderTheKeyOfTheirField() throws Exception {
    put(index, "a", "{\"@timestamp\": \"%s\", \"shop\": {\"id\": 7}}".formatted(LAST));
    put(index, "b", "{\"@timestamp\": \"%s\", \"shop\": {\"id\": 8}}".formatted(LAST));
    refresh();
    source.close();
    source =
        newSource(
            "\"partition_key\": \"_source.shop.id\", \"query\": {\"term\": {\"shop.id\": 7}}");

    source.run();

    assertThat(source.stream.taken())
        .extracting(PutRecordsServer.Put::partitionKey)
        .containsExactly("7");
  }

  @Test
  void aFieldThatIsNoDateIsNamedWithItsIndex() throws Exception {
    create(index + "-words", "{\"properties\":{\"@timestamp\":{\"type\":\"keyword\"}}}");

    assertThat(source.run().error().orElseThrow().message())
        .isEqualTo(
            "The field @timestamp is of type {keyword=[%s-words]}; expected date or date_nanos in every index"
                .formatted(index));
  }

  @Test
  void aFieldThatNoIndexHasIsNamed() throws Exception {
    source.close();
    source = newSource("\"time_field\": \"created\"");

    assertThat(source.run().error().orElseThrow().message())
        .isEqualTo(
            "No index of %s* has a field created; expected a date there, or another time_field"
                .formatted(index));
  }

  @Test
  void anIndexThatIsNotThereIsNamed() throws Exception {
    source.close();
    source = new PulledSource(s3, OpenSearchServer.endpoint(), "\"index\": \"nothing-like-it\"");

    SourceOutcome outcome = source.run();

    assertThat(outcome.error().orElseThrow().category()).isEqualTo(FailureCategory.SOURCE);
    assertThat(outcome.error().orElseThrow().message())
        .isEqualTo(
            "The cluster answered 404 index_not_found_exception when asked for the fields of nothing-like-it; expected the index to be there");
  }

  @Test
  void aQueryThatTheClusterDoesNotKnowIsToldWithItsReason() throws Exception {
    source.close();
    source = newSource("\"query\": {\"matchx\": {}}");

    assertThat(source.run().error().orElseThrow().message())
        .contains("answered 400", "unknown query [matchx]");
  }
}
