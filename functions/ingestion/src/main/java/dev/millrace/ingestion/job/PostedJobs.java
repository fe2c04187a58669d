package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.RunStatus;
import dev.millrace.runs.RunSteps;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;

/** The jobs that the machine's steps work on, with what they were posted with. Thread-safe. */
final class PostedJobs {
  private final RunSteps runs;
  private final Function<Deadline, SourceServices> services;

  /** A job and its definition. */
  record PostedJob(Run run, JobDefinition definition) {}

  /**
   * The jobs.
   *
   * @param services those of an invocation, which end with its deadline
   */
  PostedJobs(RunSteps runs, Function<Deadline, SourceServices> services) {
    this.runs = Objects.requireNonNull(runs);
    this.services = Objects.requireNonNull(services);
  }

  /** The job, which the machine was started for. */
  PostedJob find(RunId id, Deadline deadline) {
    Run run =
        runs.find(id, deadline)
            .orElseThrow(() -> new IllegalStateException("There is no job " + id));
    return new PostedJob(
        run,
        JobDefinition.read(
            run.request().orElseThrow().getBytes(StandardCharsets.UTF_8),
            services.apply(deadline)));
  }

  /** Whether the job goes on: it has not been cancelled, say. */
  boolean isRunning(RunId id, Deadline deadline) {
    return runs.find(id, deadline).filter(run -> run.status() == RunStatus.RUNNING).isPresent();
  }
}
