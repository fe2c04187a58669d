package dev.millrace.runs;

import dev.millrace.runs.failure.RunError;
import java.time.Instant;
import java.util.Optional;

/** A run as its row says. Immutable. */
public final class Run {
  private final RunId id;
  private final String kind;
  private final String owner;
  private final RunStatus status;
  private final Instant createdAt;
  private final Instant updatedAt;
  private final RunCounts counts;
  private final RunItem item;

  Run(RunItem item) {
    this.item = item;
    this.id = new RunId(item.required("id"));
    this.kind = item.required("kind");
    this.owner = item.required("owner");
    this.status =
        RunStatus.find(item.required("status"))
            .orElseThrow(() -> item.invalid("status", "a run's status"));
    this.createdAt = item.time("created_at").orElseThrow();
    this.updatedAt = item.time("updated_at").orElseThrow();
    this.counts = item.counts();
  }

  /** The run's id, which is its execution's name too. */
  public RunId id() {
    return id;
  }

  /** What kind of run it is, such as {@code job}. */
  public String kind() {
    return kind;
  }

  /** The {@code sub} or {@code client_id} that started it. */
  public String owner() {
    return owner;
  }

  /** Where it stands. */
  public RunStatus status() {
    return status;
  }

  /** What its steps have counted, as whole counts. */
  public RunCounts counts() {
    return counts;
  }

  /** When its row was written. */
  public Instant createdAt() {
    return createdAt;
  }

  /** When its status or counts were written last. */
  public Instant updatedAt() {
    return updatedAt;
  }

  /** When it got its final status. */
  public Optional<Instant> finishedAt() {
    return item.time("finished_at");
  }

  /** What it is about. */
  public Optional<String> subject() {
    return item.text("subject");
  }

  /** Why it failed, or partially. */
  public Optional<RunError> error() {
    return item.error();
  }

  /** Who or what stopped a run that is cancelled: a sentence; else a word of the capability's. */
  public Optional<String> reason() {
    return item.text("reason");
  }

  /** The run that this one does again. */
  public Optional<RunId> retryOf() {
    return item.text("retry_of").map(RunId::new);
  }

  /** The run that does this one again. */
  public Optional<RunId> retriedBy() {
    return item.text("retried_by").map(RunId::new);
  }

  /** The JSON object that it was started with; empty in a list, which leaves it out. */
  public Optional<String> request() {
    return item.text("request");
  }

  /** The JSON object that its end left; empty in a list, which leaves it out. */
  public Optional<String> result() {
    return item.text("result");
  }

  /** Whether it is unfinished, or its execution may be running all the same. */
  boolean isOpen() {
    return item.text("open").isPresent();
  }
}
