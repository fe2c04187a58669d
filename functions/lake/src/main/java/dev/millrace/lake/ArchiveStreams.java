package dev.millrace.lake;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.lake.archive.ArchiveFailure;
import dev.millrace.lake.archive.ArchiveMetrics;
import dev.millrace.lake.archive.ArchiveOutcome;
import dev.millrace.lake.archive.ArchiveRequest;
import dev.millrace.lake.archive.StreamArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;

/** Archives what arrived on the streams in bronze; scheduled. */
public final class ArchiveStreams implements RequestStreamHandler {
  /** The last objects, one a shard that is read at once, with their manifest rows. */
  private static final Duration TO_WRITE = Duration.ofSeconds(25);

  private static final Duration TO_ANSWER = Duration.ofSeconds(3);

  private final StreamArchive archive;
  private final ArchiveMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public ArchiveStreams() {
    this(Settings.fromEnvironment());
  }

  ArchiveStreams(Settings settings) {
    this.archive = StreamArchive.of(settings, InstantSource.system());
    this.metrics = new ArchiveMetrics(new FunctionMetrics(settings));
  }

  /**
   * @throws ArchiveFailure when a shard or a stream failed, once the others are archived
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    long began = System.nanoTime();
    try {
      ArchiveOutcome outcome =
          archive.run(
              ArchiveRequest.read(event),
              Deadline.of(context, TO_ANSWER.plus(TO_WRITE)),
              Deadline.of(context, TO_ANSWER));
      metrics.record(outcome, Duration.ofNanos(System.nanoTime() - began));
      if (!outcome.failures().isEmpty()) {
        throw new ArchiveFailure(outcome.failures());
      }
      answer.write(outcome.json());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The run was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
