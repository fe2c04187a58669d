package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.runs.RunId;

/** One step's work on one source of a job. Thread-safe. */
@FunctionalInterface
public interface SourceWork {
  /**
   * Works until all is done, the time is nearly up, or a wait is due.
   *
   * @param source its name in the job
   * @throws software.amazon.awssdk.core.exception.SdkException when a service of AWS does not
   *     answer in time: the step may be done again
   */
  StepOutcome run(RunId job, String source, Deadline deadline) throws InterruptedException;
}
