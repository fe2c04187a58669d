package dev.millrace.ingestion.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.testsupport.DynamoDbServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rows of the jobs' sources, in DynamoDB Local. */
class SourceRunTableTest {
  private static final Instant NOW = Instant.parse("2026-11-30T23:59:59.123Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(1));

  private static SourceRunTable table;

  @BeforeAll
  static void createTheTable() {
    table =
        new SourceRunTable(
            DynamoDbServer.client(),
            DynamoDbServer.newTable("job", "source"),
            Optional.of(Duration.ofDays(1)),
            InstantSource.fixed(NOW));
  }

  @Test
  void aRowIsReadAsItWasWritten() {
    SourceRun run = everything(new StagedSource("a", "tracks"));
    SourceRun written = table.write(run, DEADLINE).orElseThrow();

    assertThat(written.revision()).isOne();
    assertThat(table.find(run.at(), DEADLINE)).contains(written);
  }

  @Test
  void aWriteOnAnOlderRevisionChangesNothing() {
    SourceRun first =
        table
            .write(SourceRun.pending(new StagedSource("b", "tracks"), "tracks", 0), DEADLINE)
            .orElseThrow();
    SourceRun second = table.write(first.started(FetchProgress.NONE, NOW), DEADLINE).orElseThrow();

    assertThat(table.write(first.committed(5), DEADLINE)).isEmpty();
    assertThat(table.write(SourceRun.pending(first.at(), "tracks", 7), DEADLINE)).isEmpty();
    assertThat(table.find(first.at(), DEADLINE)).contains(second);
  }

  @Test
  void aWriteThatWasSentTwiceHasTakenEffect() {
    SourceRun pending = SourceRun.pending(new StagedSource("c", "tracks"), "tracks", 0);
    SourceRun written = table.write(pending, DEADLINE).orElseThrow();

    assertThat(table.write(pending, DEADLINE)).contains(written);
  }

  @Test
  void theSourcesOfAJobComeByPosition() {
    for (String source : List.of("users", "listens", "artists")) {
      int position = List.of("listens", "artists", "users").indexOf(source);
      table.write(SourceRun.pending(new StagedSource("d", source), source, position), DEADLINE);
    }

    assertThat(table.ofJob("d", DEADLINE))
        .extracting(run -> run.at().source())
        .containsExactly("listens", "artists", "users");
  }

  private static SourceRun everything(StagedSource at) {
    return new SourceRun(
        at,
        "tracks",
        3,
        0,
        SourcePhase.FAILED,
        new FetchProgress(
            7,
            "next",
            2,
            OptionalLong.of(1_000),
            Optional.of(NOW),
            Optional.of("since"),
            Optional.of("newest")),
        new SourceCounts(1, 2, 3, 4, 5, 6),
        9,
        Optional.of(new RunError(FailureCategory.SOURCE, "It did not answer", "/sources/0/url")),
        new SourceTimes(Optional.of(NOW), Optional.of(NOW), Optional.of(NOW)),
        Optional.of("before"));
  }
}
