package dev.millrace.lake.metrics;

import static dev.millrace.lake.metrics.ServiceMinutes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class MetricsTableTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));
  private static final LocalDate DAY = LocalDate.parse("2025-01-18");
  private static final Instant MINUTE = Instant.parse("2025-01-18T10:12:00Z");
  private static final String TEXT = "2025-01-18T10:12:00Z";

  private final MetricsTable table =
      new MetricsTable(DynamoDbServer.client(), MetricsTables.create());

  private List<ServiceMinute> rows() {
    return table.rows(DAY, RowKey.first(MINUTE), RowKey.last(MINUTE), MetricsTable.ALL, DEADLINE);
  }

  private List<ServiceMinute> rows(String service) {
    return table.rows(service, TEXT, TEXT, MetricsTable.ALL, DEADLINE);
  }

  private void put(ServiceMinute row) {
    table.put(row, 1, DEADLINE);
  }

  @Test
  void whatIsPutIsFoundByDayAndByService() {
    ServiceMinute row =
        new ServiceMinute(
            new Bucket(MINUTE, "checkout"),
            7,
            6,
            OptionalDouble.of(0.1 + 0.2),
            5,
            OptionalDouble.of(0.4));

    put(row);

    assertThat(rows()).containsExactly(row);
    assertThat(rows("checkout")).containsExactly(row);
    assertThat(rows("check")).isEmpty();
  }

  @Test
  void rowsAndDaysSayWhenDynamoDbMayDeleteThem() {
    String name = MetricsTables.create();
    MetricsTable expiring = new MetricsTable(DynamoDbServer.client(), name, OptionalInt.of(36_500));
    expiring.putDay(DAY, DEADLINE);
    expiring.put(ServiceMinute.empty(new Bucket(MINUTE, "checkout")), 1, DEADLINE);

    String end = Long.toString(Instant.parse("2124-12-26T00:00:00Z").getEpochSecond());
    assertThat(DynamoDbServer.client().scan(scan -> scan.tableName(name)).items())
        .hasSize(2)
        .allMatch(item -> item.get("expires_at").n().equals(end));
  }

  @Test
  void anAverageAndARateThatAreNotThereStayAway() {
    ServiceMinute row =
        new ServiceMinute(
            new Bucket(MINUTE, "checkout"),
            7,
            0,
            OptionalDouble.empty(),
            0,
            OptionalDouble.empty());

    put(row);

    assertThat(rows()).containsExactly(row);
  }

  @Test
  void anAverageMayBeAnyDouble() {
    for (double average : new double[] {Double.MAX_VALUE, Double.MIN_VALUE, 0, 1e200 / 3}) {
      ServiceMinute row =
          new ServiceMinute(
              new Bucket(MINUTE, "checkout"),
              1,
              1,
              OptionalDouble.of(average),
              0,
              OptionalDouble.empty());

      put(row);

      assertThat(rows()).containsExactly(row);
    }
  }

  @Test
  void aLowerRevisionNeverReplacesAHigherOneInWhateverOrderTheyCome() {
    List<Integer> revisions = new ArrayList<>(List.of(1, 2, 3, 4, 4, 5, 5, 6));
    Random random = new Random(42);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(revisions, random);
      String service = "service-" + round;
      int highest = 0;
      for (int revision : revisions) {
        highest = Math.max(highest, revision);
        assertThat(table.put(row(TEXT, service, revision), revision, DEADLINE))
            .isEqualTo(revision == highest);
        assertThat(rows(service))
            .extracting(ServiceMinute::requestCount)
            .containsExactly((long) highest);
      }
    }
  }

  @Test
  void aBucketThatHasLostItsEventsHasNoRowAndStillKeepsOlderOnesOut() {
    table.put(row(TEXT, "checkout", 3), 1, DEADLINE);
    table.put(ServiceMinute.empty(new Bucket(MINUTE, "checkout")), 3, DEADLINE);

    assertThat(rows()).isEmpty();
    assertThat(rows("checkout")).isEmpty();
    assertThat(table.put(row(TEXT, "checkout", 3), 2, DEADLINE)).isFalse();
    assertThat(rows()).isEmpty();
  }

  @Test
  void aServiceOfAnyNameIsStoredAndFound() {
    for (String service :
        List.of("a#b", "_days", "\u0000", "é".repeat(450), "x".repeat(901), "𝔘".repeat(5_000))) {
      put(row(TEXT, service, 1));

      assertThat(rows(StoredService.of(service))).hasSize(1);
    }
    assertThat(rows()).hasSize(6);
  }

  @Test
  void longNamesThatBeginAlikeAreStillTwo() {
    put(row(TEXT, "x".repeat(2_000) + "a", 1));
    put(row(TEXT, "x".repeat(2_000) + "b", 1));

    assertThat(rows()).hasSize(2);
  }

  @Test
  void aLimitIsReachedPastRowsThatAreLeftOut() {
    for (int i = 0; i < 30; i++) {
      Bucket bucket = new Bucket(MINUTE, "service-%02d".formatted(i));
      table.put(
          i % 3 == 0 ? row(TEXT, bucket.service(), i + 1) : ServiceMinute.empty(bucket),
          1,
          DEADLINE);
    }

    assertThat(table.rows(DAY, RowKey.first(MINUTE), RowKey.last(MINUTE), 4, DEADLINE))
        .extracting(row -> row.bucket().service())
        .containsExactly("service-00", "service-03", "service-06", "service-09");
    assertThat(rows()).hasSize(10);
  }

  @Test
  void daysAreListedOnceAndInOrder() {
    for (String day : List.of("2025-01-20", "2024-12-31", "2025-01-18", "2025-01-20")) {
      table.putDay(LocalDate.parse(day), DEADLINE);
    }

    assertThat(
            table.days(LocalDate.parse("2025-01-01"), LocalDate.parse("2025-01-20"), 9, DEADLINE))
        .containsExactly(LocalDate.parse("2025-01-18"), LocalDate.parse("2025-01-20"));
    assertThat(
            table.days(LocalDate.parse("2024-01-01"), LocalDate.parse("2025-12-31"), 2, DEADLINE))
        .containsExactly(LocalDate.parse("2024-12-31"), LocalDate.parse("2025-01-18"));
  }

  @Test
  void theSummaryIsThatOfTheHighestRevision() {
    assertThat(table.summary(DEADLINE)).isEmpty();
    MetricsSummary first =
        new MetricsSummary(0, Optional.empty(), Optional.empty(), MINUTE, MINUTE, 4);
    MetricsSummary later =
        new MetricsSummary(
            9,
            Optional.of(MINUTE),
            Optional.of(MINUTE.minusSeconds(60)),
            MINUTE.plusMillis(5),
            MINUTE.minusMillis(5),
            5);

    assertThat(table.put(first, DEADLINE)).isTrue();
    assertThat(table.summary(DEADLINE)).contains(first);
    assertThat(table.put(later, DEADLINE)).isTrue();
    assertThat(table.put(first, DEADLINE)).isFalse();
    assertThat(table.summary(DEADLINE)).contains(later);
  }

  @Test
  void aTableThatIsNotThereIsAnError() {
    MetricsTable none = new MetricsTable(DynamoDbServer.client(), "none");

    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> none.put(row(TEXT, "checkout", 1), 1, DEADLINE));
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> none.summary(DEADLINE));
  }
}
