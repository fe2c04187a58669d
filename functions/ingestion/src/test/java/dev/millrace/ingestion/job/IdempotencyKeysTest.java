package dev.millrace.ingestion.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.job.IdempotencyKeys.UsedKey;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Which job a key stands for, in DynamoDB Local. */
class IdempotencyKeysTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(1));

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T12:00:00Z"));
  private final IdempotencyKeys keys =
      new IdempotencyKeys(DynamoDbServer.client(), DynamoDbServer.newTable("key"), clock);

  @Test
  void aKeyStandsForItsFirstJobForADay() {
    write("ann", "same", new UsedKey("job 1", "body"));
    clock.advance(Duration.ofHours(23));

    assertThat(keys.find("ann", "same", DEADLINE)).contains(new UsedKey("job 1", "body"));
    assertThatThrownBy(() -> write("ann", "same", new UsedKey("job 2", "body")))
        .isInstanceOf(TransactionCanceledException.class);
  }

  @Test
  void aKeyOfYesterdayIsANewOne() {
    write("ann", "same", new UsedKey("job 1", "body"));
    clock.advance(Duration.ofHours(24));

    assertThat(keys.find("ann", "same", DEADLINE)).isEmpty();
    write("ann", "same", new UsedKey("job 2", "other"));
    assertThat(keys.find("ann", "same", DEADLINE)).contains(new UsedKey("job 2", "other"));
  }

  @Test
  void aKeyIsItsOwnersAlone() {
    write("ann", "b#same", new UsedKey("job 1", "body"));

    assertThat(keys.find("ben", "b#same", DEADLINE)).isEmpty();
    assertThat(keys.find("ann#b", "same", DEADLINE)).isEmpty();
  }

  private void write(String owner, String key, UsedKey use) {
    DynamoDbServer.client()
        .transactWriteItems(write -> write.transactItems(keys.write(owner, key, use)));
  }
}
