package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Deadline;
import dev.millrace.common.InvalidInput;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.job.JobSteps;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a job that touch no rows: {@code begin} answers the sources, {@code fail} ends one
 * whose step the machine gave up, {@code finish} ends the job.
 */
public final class JobStep implements RequestStreamHandler {
  private static final Duration RESERVE = Duration.ofSeconds(2);

  private final JobSteps steps;
  private final IngestionMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public JobStep() {
    this(Settings.fromEnvironment());
  }

  JobStep(Settings settings) {
    IngestionParts parts = IngestionParts.of(settings);
    this.steps = parts.jobs().steps();
    this.metrics = parts.metrics();
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    try {
      StepInput input = StepInput.read(event);
      Deadline deadline = Deadline.of(context, RESERVE);
      answer.write(
          switch (input.step()) {
            case "begin" -> begun(input, steps.begin(input.id(), deadline));
            case "fail" -> {
              steps.fail(
                  new StagedSource(input.id().text(), input.source()),
                  input.caught().orElseGet(JobStep::unknown),
                  deadline);
              yield nothing();
            }
            case "finish" -> {
              metrics.finished(steps.finish(input.id(), input.caught(), deadline));
              metrics.flush();
              yield nothing();
            }
            default -> throw InvalidInput.field("step", input.step(), "one of begin, fail, finish");
          });
    } finally {
      InvocationLog.end();
    }
  }

  private static byte[] begun(StepInput input, Optional<List<String>> sources) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("go", sources.isPresent());
          json.writeArrayFieldStart("sources");
          for (String source : sources.orElse(List.of())) {
            json.writeStartObject();
            json.writeStringField("id", input.id().text());
            json.writeStringField("source", source);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static byte[] nothing() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeEndObject();
        });
  }

  private static RunError unknown() {
    return new RunError(FailureCategory.INTERNAL, "A step failed, and the machine did not say how");
  }
}
