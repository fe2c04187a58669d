package dev.millrace.scoring;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.Settings;
import dev.millrace.runs.RunSweepFunction;
import dev.millrace.scoring.backfill.Backfill;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;

/** Repairs what died between the writes of a backfill: runs every five minutes. */
public final class SweepBackfills implements RequestStreamHandler {
  private final RunSweepFunction sweep;

  /** As Lambda makes it, from the process's environment. */
  public SweepBackfills() {
    this(Settings.fromEnvironment(), InstantSource.system());
  }

  SweepBackfills(Settings settings, InstantSource clock) {
    this.sweep = new RunSweepFunction(Backfill.KIND, "BACKFILLS_MACHINE", settings, clock);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    sweep.handle(answer, context);
  }
}
