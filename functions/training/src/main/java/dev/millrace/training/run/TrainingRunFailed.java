package dev.millrace.training.run;

import dev.millrace.training.hash.MissingFile;

/**
 * A run has turned out to be beyond repair. The message names the run and the reason, and says how
 * to start a new one.
 */
public final class TrainingRunFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Names the file, and how to start a new run. */
  public TrainingRunFailed(TrainingRun run, MissingFile why) {
    super(
        "Run %s cannot be finished: %s. %s".formatted(run.id(), why.getMessage(), run.startAnew()),
        why);
  }
}
