package dev.millrace.models.counters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamPosition;
import dev.millrace.common.stream.StreamRecord;
import dev.millrace.models.LogRows;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import dev.millrace.testsupport.runs.RemoteCalls;
import dev.millrace.testsupport.runs.RemoteCalls.Died;
import dev.millrace.testsupport.runs.RemoteCalls.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class PredictionCountingTest {
  private static final Instant BEGIN = Instant.parse("2026-11-30T12:00:00Z");
  private static final RemoteCalls CALLS = new RemoteCalls();
  private static final DynamoDbClient DYNAMO_DB = CALLS.dynamoDb();
  private static final String TABLE = DynamoDbServer.newTable("counted", "slot");
  private static final AtomicInteger MODELS = new AtomicInteger();

  private final ManualClock clock = new ManualClock(BEGIN);
  private String model = "counted-" + MODELS.incrementAndGet();

  private CounterTable table() {
    return new CounterTable(DYNAMO_DB, TABLE, Duration.ofDays(14), clock);
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofMinutes(1));
  }

  private StreamRecord at(int sequence, Instant logged, String row) {
    return new StreamRecord(
        new StreamPosition("predictions", "shard-" + model, Integer.toString(sequence), 0),
        Integer.toString(sequence),
        0,
        "key",
        logged,
        row.getBytes(StandardCharsets.UTF_8));
  }

  private StreamRecord active(int sequence, String logId) {
    return at(
        sequence,
        BEGIN.plusSeconds(sequence),
        LogRows.row(logId, "active", model, "1.0.0", 3, 0.25, 12));
  }

  private VersionCounts counts(String version, String role, long since) {
    return table().since(model, version, role, since, deadline());
  }

  @Test
  void aRowCountsForItsVersionByItsRole() {
    PredictionCounting counting = new PredictionCounting(table());

    CountingOutcome outcome =
        counting.count(
            List.of(
                active(1, "a"),
                at(2, BEGIN, LogRows.row("b", "canary", model, "2.0.0", 3, 0.75, 20)),
                at(3, BEGIN, LogRows.fallback("c", model, "1.0.0", "2.0.0", 4, 0.25))),
            deadline());

    assertThat(outcome).isEqualTo(new CountingOutcome(2, 1, 1, 0, 0));
    VersionCounts canary = counts("2.0.0", "canary", 3);
    assertThat(canary.asked()).isEqualTo(2);
    assertThat(canary.answered()).isEqualTo(1);
    assertThat(canary.errorRate()).hasValue(0.5);
    assertThat(canary.latencies().total()).isEqualTo(1);
    assertThat(counts("1.0.0", "active", 3).scores().total()).isEqualTo(2);
    assertThat(counts("1.0.0", "active", 4).asked()).isEqualTo(1);
    assertThat(counts("1.0.0", "canary", 0).asked()).isZero();
  }

  @Test
  void shadowsNamedVersionsAndBackfillsAreNotCounted() {
    String named = LogRows.row("a", "named", model, "1.0.0", 3, 0.25, 12);
    String shadow = LogRows.row("b", "shadow", model, "1.0.0", 3, 0.25, 12);
    String backfill =
        LogRows.row("c", "active", model, "1.0.0", 3, 0.25, 12)
            .replace("\"stream\"", "\"backfill\"");

    CountingOutcome outcome =
        new PredictionCounting(table())
            .count(
                List.of(at(1, BEGIN, named), at(2, BEGIN, shadow), at(3, BEGIN, backfill)),
                deadline());

    assertThat(outcome).isEqualTo(CountingOutcome.NONE);
    assertThat(counts("1.0.0", "active", 0).asked()).isZero();
  }

  @Test
  void whatIsNoRowStopsNothing() {
    CountingOutcome outcome =
        new PredictionCounting(table())
            .count(
                List.of(
                    at(1, BEGIN, "{\"log_id\": \"a\", \"role\""),
                    at(2, BEGIN, "[]"),
                    at(3, BEGIN, "{}"),
                    at(4, BEGIN, "\u0000"),
                    active(5, "b")),
                deadline());

    assertThat(outcome).isEqualTo(new CountingOutcome(1, 0, 0, 0, 4));
  }

  @Test
  void aClassIsCountedByItsName() {
    String row =
        LogRows.row("a", "active", model, "1.0.0", 3, 0.25, 12)
            .replace("\"prediction\": 0.25", "\"prediction\": \"cat\"");

    new PredictionCounting(table()).count(List.of(at(1, BEGIN, row)), deadline());

    assertThat(counts("1.0.0", "active", 0).classes()).containsExactly(Map.entry("cat", 1L));
  }

  @Test
  void aRepeatedRowCountsOnceHoweverItComes() {
    PredictionCounting counting = new PredictionCounting(table());
    counting.count(List.of(active(1, "a"), active(2, "a"), active(3, "b")), deadline());

    assertThat(counting.count(List.of(active(4, "b"), active(5, "c")), deadline()).repeated())
        .isEqualTo(1);
    assertThat(
            new PredictionCounting(table())
                .count(List.of(active(6, "a"), active(7, "d")), deadline())
                .repeated())
        .as("by another process")
        .isEqualTo(1);
    assertThat(counts("1.0.0", "active", 0).asked()).isEqualTo(4);
  }

  @Test
  void aRowIsKnownForAQuarterOfAnHourAndByTheLogsClock() {
    PredictionCounting counting = new PredictionCounting(table());
    counting.count(List.of(active(1, "a")), deadline());
    counting.count(List.of(active(890, "a")), deadline());
    clock.advance(Duration.ofHours(5));

    new PredictionCounting(table()).count(List.of(active(900, "a")), deadline());

    assertThat(counts("1.0.0", "active", 0).asked()).isEqualTo(1);
  }

  @Test
  void twoProcessesThatCountAShardTurnByTurnCountRight() {
    PredictionCounting one = new PredictionCounting(table());
    PredictionCounting other = new PredictionCounting(table());
    for (int i = 0; i < 6; i++) {
      (i % 2 == 0 ? one : other).count(List.of(active(i, "row-" + i)), deadline());
    }

    assertThat(counts("1.0.0", "active", 0).asked()).isEqualTo(6);
  }

  @Test
  void rowsOfManyMinutesAreWrittenInParts() {
    List<StreamRecord> rows = new ArrayList<>();
    for (int minute = 0; minute < 200; minute++) {
      rows.add(
          at(
              minute,
              BEGIN.plus(Duration.ofMinutes(minute)),
              LogRows.row("row-" + minute, "active", model, "1.0.0", 3, 0.25, 12)));
    }

    new PredictionCounting(table()).count(rows, deadline());

    assertThat(counts("1.0.0", "active", 0).asked()).isEqualTo(200);
    assertThat(new PredictionCounting(table()).count(rows, deadline()).byActive()).isZero();
  }

  /** A delivery of rows. */
  record Delivery(int from, int to, boolean newProcess, Fault fault, int call) {}

  @Provide
  Arbitrary<List<Delivery>> deliveries() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 40),
            Arbitraries.integers().between(1, 20),
            Arbitraries.of(true, false),
            Arbitraries.frequency(
                Tuple.of(2, Fault.NONE),
                Tuple.of(2, Fault.DEATH),
                Tuple.of(2, Fault.ANSWER_LOST),
                Tuple.of(2, Fault.ASKED_AGAIN)),
            Arbitraries.integers().between(1, 4))
        .as((from, rows, fresh, fault, call) -> new Delivery(from, from + rows, fresh, fault, call))
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  /** Lambda delivers a batch again, in whole or in parts, until it hears that it was counted. */
  @Property(tries = 100)
  void eachRowCountsOnceWhateverIsDeliveredAgainAndWhoeverDies(
      @ForAll("deliveries") List<Delivery> deliveries) {
    model = "counted-" + MODELS.incrementAndGet();
    PredictionCounting counting = new PredictionCounting(table());
    Set<Integer> delivered = new HashSet<>();
    for (Delivery delivery : deliveries) {
      counting = delivery.newProcess() ? new PredictionCounting(table()) : counting;
      List<StreamRecord> rows = new ArrayList<>();
      for (int i = delivery.from(); i < delivery.to(); i++) {
        // Every third row is a repetition of the one before it.
        rows.add(active(i, "row-" + (i % 3 == 2 ? i - 1 : i)));
        delivered.add(i % 3 == 2 ? i - 1 : i);
      }
      CALLS.plan(delivery.fault(), delivery.call());
      try {
        counting.count(rows, deadline());
      } catch (Died | SdkException failed) {
        CALLS.planNothing();
        counting = new PredictionCounting(table());
        counting.count(rows, deadline());
      } finally {
        CALLS.planNothing();
      }
    }

    assertThat(counts("1.0.0", "active", 0).asked()).isEqualTo(delivered.size());
    assertThat(counts("1.0.0", "active", 0).scores().total()).isEqualTo(delivered.size());
  }
}
