package dev.millrace.lake.training;

import dev.millrace.lake.training.TrainingRequest.Source;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers of runs that need not be made, for tests of other packages. */
public final class TrainingAnswers {
  private TrainingAnswers() {}

  public static TrainingAnswer committed() {
    return TrainingAnswer.committed(
        new TrainingRun(
            "run",
            Instant.EPOCH,
            Instant.EPOCH,
            Source.LOG,
            1,
            1,
            1,
            1,
            1,
            0,
            0,
            0,
            OptionalLong.of(1),
            Optional.empty()));
  }
}
