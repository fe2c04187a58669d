package dev.millrace.training.run;

import java.time.Duration;

/**
 * A run is too old to be gone on with: files that it has written and not committed may be deleted.
 * The message names the run, and says how to start a new one.
 */
public final class TrainingRunExpired extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Says when the run was begun, and how to start a new one. */
  public TrainingRunExpired(TrainingRun run, Duration maximumAge) {
    super(
        "run_id held \"%s\"; expected a run that was begun less than %s ago. That one was begun at %s and is not complete: files that it wrote may be deleted by now, so it can no longer be finished. %s"
            .formatted(run.id(), shown(maximumAge), run.begun(), run.startAnew()));
  }

  private static String shown(Duration age) {
    return age.toDays() > 0 && age.equals(Duration.ofDays(age.toDays()))
        ? age.toDays() + (age.toDays() == 1 ? " day" : " days")
        : age.toString();
  }
}
