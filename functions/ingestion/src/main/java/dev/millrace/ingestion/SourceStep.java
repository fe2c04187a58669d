package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import dev.millrace.common.Deadline;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.ingestion.job.StepOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;

/** How the machine's steps that work on one source take their input and answer. */
final class SourceStep {
  private static final Duration RESERVE = Duration.ofSeconds(5);

  private SourceStep() {}

  /** A step's work. */
  @FunctionalInterface
  interface Work {
    StepOutcome run(StepInput input, Deadline deadline) throws InterruptedException;
  }

  /** Works, and answers {@code {"ended", "wait"}}: whether all is done, or when to go on. */
  static void handle(InputStream event, OutputStream answer, Context context, Work work)
      throws IOException {
    InvocationLog.begin(context);
    try {
      StepInput input = StepInput.read(event);
      StepOutcome step = work.run(input, Deadline.of(context, RESERVE));
      answer.write(
          Json.bytes(
              json -> {
                json.writeStartObject();
                json.writeBooleanField("ended", step.ended());
                json.writeNumberField("wait", step.waitSeconds());
                json.writeEndObject();
              }));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The invocation was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
