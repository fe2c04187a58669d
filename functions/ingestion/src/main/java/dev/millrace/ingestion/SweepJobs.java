package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Settings;
import dev.millrace.ingestion.job.JobSubmission;
import dev.millrace.runs.RunSweepFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;

/** Repairs what died between the writes of a job: runs every five minutes. */
public final class SweepJobs implements RequestStreamHandler {
  private final RunSweepFunction sweep;

  /** As Lambda makes it, from the process's environment. */
  public SweepJobs() {
    this(Settings.fromEnvironment(), InstantSource.system());
  }

  SweepJobs(Settings settings, InstantSource clock) {
    this.sweep = new RunSweepFunction(JobSubmission.KIND, "JOBS_MACHINE", settings, clock);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    sweep.handle(answer, context);
  }
}
