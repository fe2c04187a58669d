package dev.millrace.training.run;

import dev.millrace.common.Json;
import dev.millrace.training.model.FeatureTables;
import java.nio.charset.StandardCharsets;

/** How far a run is, as an operator and the log see it. */
public final class TrainingAnswer {
  private final TrainingRun run;
  private final boolean committedNow;

  private TrainingAnswer(TrainingRun run, boolean committedNow) {
    this.run = run;
    this.committedNow = committedNow;
  }

  /** Of a run as it was found. */
  public static TrainingAnswer found(TrainingRun run) {
    return new TrainingAnswer(run, false);
  }

  /** Of a run that this invocation has committed. */
  public static TrainingAnswer committed(TrainingRun run) {
    return new TrainingAnswer(run, true);
  }

  /**
   * Whether this invocation committed the run. One invocation does; if it dies before it has noted
   * the commit, the next one is a second.
   */
  public boolean isCommittedNow() {
    return committedNow;
  }

  /** Whether its rows are in the table. */
  public boolean isCommitted() {
    return run.snapshotId().isPresent();
  }

  /** Whether the run can never be committed. */
  public boolean isFailed() {
    return !isCommitted() && run.failure().isPresent();
  }

  /** Rows of the set, in which a record is once; before the commit, as far as that is known. */
  public long rows() {
    return run.rows() - run.repeated();
  }

  /** Of a log, how many vectors today's code would compute otherwise; 0 is expected. */
  public long skewed() {
    return run.skewed();
  }

  /** The run's id. */
  public String runId() {
    return run.id();
  }

  private String state() {
    if (isCommitted()) {
      return "committed";
    }
    return isFailed() ? "failed" : "building";
  }

  /** {@code snapshot_id} is null until the run is committed, {@code failure} unless it failed. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("run_id", run.id());
          json.writeStringField("state", state());
          json.writeStringField("source", run.source().code());
          json.writeStringField("model", run.model());
          json.writeStringField("model_version", run.modelVersion());
          json.writeStringField("table", FeatureTables.tableOf(run.model()));
          json.writeNumberField("parts", run.parts());
          json.writeNumberField("parts_done", run.partsDone());
          json.writeNumberField("buckets", run.buckets());
          json.writeNumberField("buckets_done", run.bucketsDone());
          json.writeNumberField("rows", rows());
          json.writeNumberField("quarantined", run.quarantined());
          json.writeNumberField("skewed", run.skewed());
          if (run.snapshotId().isPresent()) {
            // Beyond what a double holds exactly, as which many a reader takes a number.
            json.writeStringField("snapshot_id", Long.toString(run.snapshotId().getAsLong()));
          } else {
            json.writeNullField("snapshot_id");
          }
          json.writeStringField("failure", isFailed() ? run.failure().get() : null);
          json.writeEndObject();
        });
  }

  @Override
  public String toString() {
    return new String(json(), StandardCharsets.UTF_8);
  }
}
