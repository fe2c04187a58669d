package dev.millrace.tables.bronze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Rows that are found by when their records arrived. */
class ManifestArrivalsTest {
  private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));
  private static final int DAYS = 300;
  private static final AtomicInteger ITEMS = new AtomicInteger();

  /** An object a day in shard "even"; in "uneven" most sequence numbers are close together. */
  private static final List<ManifestRow> EVEN = rows("even", day -> (day + 1) * 1_000_000L);

  private static final List<ManifestRow> UNEVEN =
      rows("uneven", day -> day < DAYS - 1 ? day + 1 : Long.MAX_VALUE);

  private static final ManifestTable MANIFEST = manifest();

  @Property(tries = 60)
  void areThoseThatOverlapTheRange(
      @ForAll boolean even,
      @ForAll @IntRange(min = -100, max = 24 * DAYS + 100) int fromHour,
      @ForAll @IntRange(min = 1, max = 1000) int hours) {
    Instant from = START.plus(Duration.ofHours(fromHour));
    Instant to = from.plus(Duration.ofHours(hours));

    assertThat(find(even ? "even" : "uneven", from, to))
        .isEqualTo(
            (even ? EVEN : UNEVEN)
                .stream()
                    .filter(row -> row.firstArrival().isBefore(to))
                    .filter(row -> !row.lastArrival().isBefore(from))
                    .toList());
  }

  @Test
  void areReadWithoutTheRowsOfMoreThanADayBefore() {
    for (int day = 100; day < DAYS; day += 23) {
      ITEMS.set(0);
      Instant from = START.plus(Duration.ofDays(day));

      assertThat(find("even", from, from.plus(Duration.ofDays(1)))).hasSize(1);

      // Two ends, twenty halvings, and a page from the day before on.
      assertThat(ITEMS).as("read for day %d", day).hasValueLessThan(22 + 2 + DAYS - day);
    }
  }

  @Test
  void areNoneInAShardWithoutRows() {
    assertThat(find("empty", START, START.plus(Duration.ofDays(1)))).isEmpty();
  }

  private static List<ManifestRow> find(String shard, Instant from, Instant to) {
    return MANIFEST.rowsThatArrived("sessions", shard, from, to, DEADLINE);
  }

  private static List<ManifestRow> rows(String shard, IntToLongFunction sequenceNumber) {
    List<ManifestRow> rows = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      String first = Long.toString(sequenceNumber.applyAsLong(day));
      Instant arrival = START.plus(Duration.ofDays(day));
      rows.add(
          new ManifestRow(
              "sessions",
              shard,
              first,
              first,
              "object-" + day,
              1,
              1,
              arrival,
              arrival.plus(Duration.ofMinutes(59))));
    }
    return rows;
  }

  private static ManifestTable manifest() {
    ManifestTable manifest =
        new ManifestTable(
            counting(DynamoDbServer.client()),
            DynamoDbServer.newTable("shard", "first_sequence_number"),
            InstantSource.system());
    Stream.of(EVEN, UNEVEN).flatMap(List::stream).forEach(row -> manifest.put(row, DEADLINE));
    return manifest;
  }

  /** Counts the items that queries give. */
  private static DynamoDbClient counting(DynamoDbClient client) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(client, arguments);
                if (answer instanceof QueryResponse page) {
                  ITEMS.addAndGet(page.count());
                }
                return answer;
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }
}
