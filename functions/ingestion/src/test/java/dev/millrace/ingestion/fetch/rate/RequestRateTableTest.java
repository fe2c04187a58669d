package dev.millrace.ingestion.fetch.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.RequestRate;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class RequestRateTableTest {
  private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  private static final RequestRate FIVE_A_SECOND = new RequestRate(Duration.ofMillis(200));

  private final ManualClock clock = new ManualClock(START);
  private final String name = DynamoDbServer.newTable("key");
  private final RequestRateTable table = new RequestRateTable(DynamoDbServer.client(), name, clock);

  private Duration reserve(String key, RequestRate rate) {
    return table.reserve(key, rate, Deadline.after(Duration.ofSeconds(30)));
  }

  private List<Long> waits(int count) {
    return IntStream.range(0, count).mapToObj(i -> reserve("a", FIVE_A_SECOND).toMillis()).toList();
  }

  @Test
  void slotsAreAnIntervalApart() {
    assertThat(waits(4)).containsExactly(0L, 200L, 400L, 600L);
  }

  @Test
  void timeThatPassesFreesSlotsButNoneIsSavedUp() {
    waits(2);
    clock.advance(Duration.ofMillis(300));
    assertThat(waits(2)).containsExactly(100L, 300L);

    clock.advance(Duration.ofMinutes(1));
    assertThat(waits(3)).containsExactly(0L, 200L, 400L);
  }

  @Test
  void keysDoNotWaitForEachOther() {
    waits(3);

    assertThat(reserve("b", FIVE_A_SECOND)).isZero();
  }

  @Test
  void aRateThatHasChangedCountsFromTheNextSlotOn() {
    waits(2);

    assertThat(reserve("a", new RequestRate(Duration.ofSeconds(2)))).hasMillis(400);
    assertThat(reserve("a", FIVE_A_SECOND)).hasMillis(2_400);
  }

  @Test
  void aRowGoesSomeTimeAfterItsLastSlot() {
    waits(2);

    AttributeValue expires =
        DynamoDbServer.client()
            .getItem(get -> get.tableName(name).key(Map.of("key", AttributeValue.fromS("a"))))
            .item()
            .get("expires_at");
    assertThat(Instant.ofEpochSecond(Long.parseLong(expires.n())))
        .isAfter(START.plus(Duration.ofDays(1)));
  }

  @Test
  void noSlotIsTakenTwiceByThoseWhoAskAtOnce() throws Exception {
    int callers = 8;
    int each = 10;
    List<Callable<List<Long>>> tasks =
        IntStream.range(0, callers).<Callable<List<Long>>>mapToObj(i -> () -> waits(each)).toList();
    List<Long> waits = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      for (Future<List<Long>> taken : threads.invokeAll(tasks)) {
        waits.addAll(taken.get());
      }
    }

    assertThat(waits)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, callers * each).mapToObj(i -> i * 200L).toList());
  }
}
