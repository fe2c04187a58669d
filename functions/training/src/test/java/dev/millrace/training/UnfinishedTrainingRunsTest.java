package dev.millrace.training;

import static dev.millrace.training.TrainingLake.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.testsupport.LakeServers;
import dev.millrace.training.run.PartMessages;
import dev.millrace.training.run.TrainingAnswer;
import dev.millrace.training.run.TrainingRequest.Source;
import dev.millrace.training.run.TrainingRunExpired;
import dev.millrace.training.run.TrainingRunFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose files are, or may be, gone. */
class UnfinishedTrainingRunsTest {
  @TempDir private static Path folder;
  private static TrainingServers servers;

  private final TrainingLake lake = new TrainingLake(servers);

  @BeforeAll
  static void start() throws Exception {
    servers = new TrainingServers(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @Test
  void aRunThatIsTooOldIsRefusedAtEveryEntry() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    lake.object("sessions", lake.session("b", 1));
    String run = lake.begin(Source.DOCUMENTS);
    List<PartMessages.Message> parts = lake.steps();
    lake.perform(parts.getFirst());

    lake.now = lake.now.plus(Duration.ofDays(15));
    lake.sets.resume(run, DEADLINE);
    assertThat(lake.steps()).as("at its last moment").hasSize(1);

    lake.now = lake.now.plusSeconds(1);
    assertThatThrownBy(() -> lake.sets.resume(run, DEADLINE))
        .isInstanceOf(TrainingRunExpired.class)
        .hasMessage(
            "run_id held \"%s\"; expected a run that was begun less than 15 days ago. That one was begun at 2025-06-30T12:00:00Z and is not complete: files that it wrote may be deleted by now, so it can no longer be finished. Start a new one of model session-conversion 1.0.0: invoke BuildTrainingSet with {\"from\": \"2024-11-17T21:00:00.000Z\", \"to\": \"2024-11-17T22:00:00.000Z\", \"source\": \"documents\"}"
                .formatted(run));
    for (PartMessages.Message part : parts) {
      assertThatThrownBy(() -> lake.perform(part)).isInstanceOf(TrainingRunExpired.class);
    }
    assertThat(lake.steps()).isEmpty();
    assertThat(lake.table().currentSnapshot()).isNull();
  }

  @Test
  void aRunThatIsCommittedIsAnsweredForHoweverOldItIs() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    String run = lake.begin(Source.DOCUMENTS);
    List<PartMessages.Message> parts = lake.steps();
    lake.perform(parts.getFirst());

    lake.now = lake.now.plus(Duration.ofDays(1000));

    assertThat(lake.sets.resume(run, DEADLINE).isCommitted()).isTrue();
    assertThat(lake.perform(parts.getFirst()).isCommitted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"features_session_conversion/", "quarantined_sessions/"})
  void aRunOfWhichAFileIsGoneCommitsNothingAndSaysWhichOneItIs(String table) throws Exception {
    lake.object("sessions", lake.session("a", 0), lake.record("sessions", 1, "key", "nonsense"));
    lake.object("sessions", lake.session("b", 2));
    String run = lake.begin(Source.DOCUMENTS);
    List<PartMessages.Message> parts = lake.steps();
    lake.perform(parts.getFirst());
    String file = file(table, run, ".parquet");
    servers.lake.s3().client().deleteObject(delete -> delete.bucket(LakeServers.BUCKET).key(file));

    assertThatThrownBy(() -> lake.perform(parts.getLast()))
        .isInstanceOf(TrainingRunFailed.class)
        .hasMessageStartingWith(
            "Run %s cannot be finished: s3://lake/%s is gone, expected ".formatted(run, file))
        .hasMessageEndingWith(
            ". Start a new one of model session-conversion 1.0.0: invoke BuildTrainingSet with {\"from\": \"2024-11-17T21:00:00.000Z\", \"to\": \"2024-11-17T22:00:00.000Z\", \"source\": \"documents\"}");

    isFailedForGood(run, parts, file);
  }

  @Test
  void aFileOfAnotherLengthIsNotTheOneThatWasWritten() throws Exception {
    lake.object("sessions", lake.session("a", 0));
    lake.object("sessions", lake.session("b", 2));
    String run = lake.begin(Source.DOCUMENTS);
    List<PartMessages.Message> parts = lake.steps();
    lake.perform(parts.getFirst());
    String file = file("features_session_conversion/", run, ".parquet");
    servers.lake.s3().put(LakeServers.BUCKET, file, "another");

    assertThatThrownBy(() -> lake.perform(parts.getLast()))
        .isInstanceOf(TrainingRunFailed.class)
        .hasMessageContaining(file + " holds 7 bytes, expected ");

    isFailedForGood(run, parts, file);
  }

  @Test
  void aBucketOfWhichHashesAreGoneEndsItsRun() throws Exception {
    lake.object("predictions", lake.served(2));
    String run = lake.begin(Source.LOG);
    List<PartMessages.Message> parts = lake.steps();
    lake.perform(parts.getFirst());
    String file = file("features_session_conversion/", run, ".hashes");
    servers.lake.s3().client().deleteObject(delete -> delete.bucket(LakeServers.BUCKET).key(file));
    List<PartMessages.Message> buckets = lake.steps();

    assertThatThrownBy(() -> lake.perform(buckets.getFirst()))
        .isInstanceOf(TrainingRunFailed.class)
        .hasMessageContaining(file + " is gone");

    isFailedForGood(run, buckets, file);
  }

  private void isFailedForGood(String run, List<PartMessages.Message> steps, String file)
      throws InterruptedException {
    TrainingAnswer answer = lake.sets.resume(run, DEADLINE);
    assertThat(answer.isFailed()).isTrue();
    assertThat(answer.toString())
        .contains("\"state\":\"failed\"", file, "Start a new one of model");
    for (PartMessages.Message step : steps) {
      assertThat(lake.perform(step).isFailed()).isTrue();
    }
    assertThat(lake.steps()).isEmpty();
    assertThat(lake.table().currentSnapshot()).isNull();
    assertThat(lake.quarantine().currentSnapshot()).isNull();
  }

  private static String file(String table, String run, String end) {
    return servers.lake.s3().keys(LakeServers.BUCKET).stream()
        .filter(key -> key.contains(table) && key.contains(run) && key.endsWith(end))
        .findFirst()
        .orElseThrow();
  }
}
