package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.common.Sha256;
import dev.millrace.common.http.Problem;
import dev.millrace.ingestion.job.IdempotencyKeyTable.UsedKey;
import dev.millrace.runs.NewRun;
import dev.millrace.runs.PreparedRun;
import dev.millrace.runs.Run;
import dev.millrace.runs.RunId;
import dev.millrace.runs.Runs;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts jobs, each once for an idempotency key. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when a service cannot be reached in time.
 * Thread-safe.
 */
public final class JobSubmission {
  /** The kind of the runs. */
  public static final String KIND = "job";

  private static final int ATTEMPTS = 5;

  private final Runs runs;
  private final IdempotencyKeyTable keys;

  JobSubmission(Runs runs, IdempotencyKeyTable keys) {
    this.runs = Objects.requireNonNull(runs);
    this.keys = Objects.requireNonNull(keys);
  }

  /**
   * Starts a job.
   *
   * @param request the body, which {@link JobDefinition} has read
   * @param key the idempotency key; empty where the request has none
   * @return the job, which is pending, or the one that the key stands for
   * @throws Problem 422 where the key stands for another body
   */
  public Run start(String owner, String request, Optional<String> key, Deadline deadline) {
    NewRun run = new NewRun(owner, "", request);
    if (key.isEmpty()) {
      return runs.start(run, deadline);
    }
    String body = Sha256.hex(request.getBytes(StandardCharsets.UTF_8));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<UsedKey> used = keys.find(owner, key.get(), deadline);
      if (used.isPresent()) {
        return job(used.get(), body, deadline);
      }
      Optional<Run> started = start(run, owner, key.get(), body, deadline);
      if (started.isPresent()) {
        return started.get();
      }
    }
    throw Problem.unavailable(
        "The idempotency key is written by several requests at once; the same request may be sent again");
  }

  /**
   * The job, started; empty where the write was overtaken: by a request with the same key, which
   * the next look finds, or by itself, where the answer to it got lost.
   */
  private Optional<Run> start(
      NewRun run, String owner, String key, String body, Deadline deadline) {
    PreparedRun prepared = runs.prepare(run);
    UsedKey use = new UsedKey(prepared.run().id().text(), body);
    return keys.write(owner, key, use, prepared, deadline)
        ? Optional.of(runs.started(prepared, deadline))
        : Optional.empty();
  }

  private Run job(UsedKey used, String body, Deadline deadline) {
    if (!used.body().equals(body)) {
      throw Problem.unprocessable(
          "The Idempotency-Key came with another body less than 24 hours ago, for the job %s; expected the same body, or another key"
              .formatted(used.job()));
    }
    return runs.find(new RunId(used.job()), deadline)
        .orElseThrow(
            () -> new IllegalStateException("The job %s has no row".formatted(used.job())));
  }
}
