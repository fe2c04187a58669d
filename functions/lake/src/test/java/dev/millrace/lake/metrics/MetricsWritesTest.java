package dev.millrace.lake.metrics;

import static dev.millrace.lake.metrics.ServiceMinutes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.DynamoDbProxy.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class MetricsWritesTest {
  private static final LocalDate DAY = LocalDate.parse("2025-01-18");
  private static final int PERMITS = 4;
  private static final List<ServiceMinute> ROWS =
      IntStream.range(0, 200)
          .mapToObj(i -> row("2025-01-18T10:12:00Z", "service-" + i, 7))
          .toList();

  private final AtomicInteger puts = new AtomicInteger();
  private volatile boolean refusing;
  private DynamoDbProxy dynamoDb;
  private MetricsTable table;
  private MetricsWrites writes;

  @BeforeEach
  void startProxy() throws IOException {
    dynamoDb = new DynamoDbProxy(this::fault);
    table = new MetricsTable(dynamoDb.client(), MetricsTables.create());
    writes = new MetricsWrites(table, PERMITS);
  }

  @AfterEach
  void stopProxy() {
    dynamoDb.close();
  }

  private Fault fault(String operation, String body) {
    if (!operation.equals("PutItem") || !body.contains("service-")) {
      return Fault.NONE;
    }
    puts.incrementAndGet();
    return refusing ? Fault.REFUSED : Fault.NONE;
  }

  private void store() throws InterruptedException {
    writes.store(DAY, ROWS, 1, Deadline.after(Duration.ofMinutes(1)));
  }

  @Test
  void aFailureStopsTheStoringAndIsThrown() {
    refusing = true;

    assertThatExceptionOfType(DynamoDbException.class).isThrownBy(this::store);
    assertThat(puts.get()).isBetween(1, ROWS.size() - 1);
  }

  @Test
  void afterMoreFailedRunsThanThereArePermitsRowsAreStoredAgain() throws InterruptedException {
    refusing = true;
    for (int run = 0; run <= PERMITS; run++) {
      assertThatExceptionOfType(DynamoDbException.class).isThrownBy(this::store);
    }

    refusing = false;
    store();

    assertThat(
            table.rows(
                DAY,
                RowKey.first(DAY),
                RowKey.last(DAY),
                MetricsTable.ALL,
                Deadline.after(Duration.ofMinutes(1))))
        .hasSameSizeAs(ROWS);
  }
}
