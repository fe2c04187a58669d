package dev.millrace.runs;

import dev.millrace.common.Deadline;
import java.util.Objects;
import java.util.Optional;

/**
 * The runs of one kind as the steps of their machine need them: a function that is a step cannot be
 * told the machine that names it. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
public final class RunSteps {
  private final String kind;
  private final RunTable table;

  /**
   * The steps' view of runs.
   *
   * @param kind as {@link Runs} has it
   */
  public RunSteps(String kind, RunTable table) {
    this.kind = Objects.requireNonNull(kind);
    this.table = Objects.requireNonNull(table);
  }

  /** The run, whoever owns it; empty where there is none of this kind. */
  public Optional<Run> find(RunId id, Deadline deadline) {
    return table.find(id, kind, deadline);
  }

  /** As {@link Runs#begin}. */
  public boolean begin(RunId id, Deadline deadline) {
    return table.begin(id, deadline).run().status() == RunStatus.RUNNING;
  }

  /** As {@link Runs#count}. */
  public boolean count(RunId id, RunCounts counts, Deadline deadline) {
    return table.count(id, counts, deadline).made();
  }

  /** As {@link Runs#finish}. */
  public RunChange finish(RunId id, RunEnd end, Deadline deadline) {
    return table.finish(id, end, true, deadline);
  }
}
