package dev.millrace.lake.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.testsupport.DynamoDbProxy;
import dev.millrace.testsupport.DynamoDbProxy.Fault;
import dev.millrace.testsupport.DynamoDbServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CheckpointTableTest {
  private static final Instant NOW = Instant.parse("2024-11-17T21:10:00Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(5));

  private final AtomicInteger ticks = new AtomicInteger();
  private final InstantSource clock = () -> NOW.plusSeconds(ticks.getAndIncrement());
  private final String name = DynamoDbServer.newTable("shard");
  private final CheckpointTable table = new CheckpointTable(DynamoDbServer.client(), name, clock);

  private static Optional<Instant> at(int tick) {
    return Optional.of(NOW.plusSeconds(tick));
  }

  @Test
  void aCheckpointMovesFromWhereItWasRead() {
    Checkpoint none = table.find("sessions", "a", DEADLINE);
    assertThat(none).isEqualTo(Checkpoint.none("sessions", "a"));

    Checkpoint first = table.advance(none, "7", DEADLINE).orElseThrow();
    Checkpoint second = table.advance(first, "9", DEADLINE).orElseThrow();
    Checkpoint ended = table.end(second, DEADLINE).orElseThrow();

    assertThat(second).isEqualTo(new Checkpoint("sessions", "a", Optional.of("9"), false, at(1)));
    assertThat(ended).isEqualTo(new Checkpoint("sessions", "a", Optional.of("9"), true, at(2)));
    assertThat(table.find("sessions", "a", DEADLINE)).isEqualTo(ended);
    assertThat(table.find("predictions", "a", DEADLINE))
        .isEqualTo(Checkpoint.none("predictions", "a"));
  }

  @Test
  void aCheckpointThatWasMovedElsewhereStays() {
    Checkpoint none = table.find("sessions", "a", DEADLINE);
    Checkpoint first = table.advance(none, "7", DEADLINE).orElseThrow();

    assertThat(table.advance(none, "8", DEADLINE)).isEmpty();
    assertThat(table.end(none, DEADLINE)).isEmpty();
    assertThat(table.find("sessions", "a", DEADLINE)).isEqualTo(first);

    Checkpoint ended = table.end(first, DEADLINE).orElseThrow();
    assertThat(table.advance(first, "8", DEADLINE)).isEmpty();
    assertThat(table.find("sessions", "a", DEADLINE)).isEqualTo(ended);
  }

  @Test
  void aShardWithoutRecordsEndsToo() {
    Checkpoint ended = table.end(Checkpoint.none("sessions", "a"), DEADLINE).orElseThrow();

    assertThat(table.find("sessions", "a", DEADLINE)).isEqualTo(ended);
    assertThat(ended.ended()).isTrue();
    assertThat(table.end(Checkpoint.none("sessions", "a"), DEADLINE)).isEmpty();
  }

  @Test
  void aMoveWhoseAnswerGotLostIsRecognisedByItsRetry() throws IOException {
    AtomicInteger puts = new AtomicInteger();
    try (DynamoDbProxy lossy =
        new DynamoDbProxy(
            (operation, body) ->
                operation.equals("PutItem") && puts.incrementAndGet() % 2 == 1
                    ? Fault.ANSWER_LOST
                    : Fault.NONE)) {
      CheckpointTable through = new CheckpointTable(lossy.client(), name, clock);
      Checkpoint none = Checkpoint.none("sessions", "b");

      Checkpoint first = through.advance(none, "7", DEADLINE).orElseThrow();
      Checkpoint second = through.advance(first, "9", DEADLINE).orElseThrow();
      Checkpoint ended = through.end(second, DEADLINE).orElseThrow();

      assertThat(puts.get()).isEqualTo(6);
      assertThat(table.find("sessions", "b", DEADLINE)).isEqualTo(ended);
      assertThat(through.advance(none, "7", DEADLINE)).isEmpty();
    }
  }
}
