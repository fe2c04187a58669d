package dev.millrace.ingestion.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.job.IdempotencyKeyTable.UsedKey;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.RunMachine;
import dev.millrace.runs.RunTable;
import dev.millrace.runs.Runs;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import dev.millrace.testsupport.runs.RunTables;
import dev.millrace.testsupport.runs.StepFunctionsServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Which job a key stands for, in DynamoDB Local. */
class IdempotencyKeyTableTest {
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(1));

  private static final Runs RUNS =
      new Runs(
          JobSubmission.KIND,
          RunTable.of(
              new Settings(Map.of("RUNS_TABLE", RunTables.newTable())),
              DynamoDbServer.client(),
              InstantSource.system()),
          new RunMachine(
              StepFunctionsServer.start().client(new ExecutionInterceptor() {}),
              StepFunctionsServer.MACHINE),
          InstantSource.system());

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-30T12:00:00Z"));
  private final IdempotencyKeyTable keys =
      new IdempotencyKeyTable(DynamoDbServer.client(), DynamoDbServer.newTable("key"), clock);

  @Test
  void aKeyStandsForItsFirstJobForADay() {
    write("ann", "same", new UsedKey("job 1", "body"));
    clock.advance(Duration.ofHours(23));

    assertThat(keys.find("ann", "same", DEADLINE)).contains(new UsedKey("job 1", "body"));
    assertThat(write("ann", "same", new UsedKey("job 2", "body"))).isFalse();
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

  private boolean write(String owner, String key, UsedKey use) {
    return keys.write(owner, key, use, RUNS.prepare(new NewRun(owner, "", "{}")), DEADLINE);
  }
}
