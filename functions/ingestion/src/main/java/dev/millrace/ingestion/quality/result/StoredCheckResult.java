package dev.millrace.ingestion.quality.result;

import dev.millrace.ingestion.quality.CheckResult;
import java.util.Objects;

/** What a check came to, and in which run. */
public record StoredCheckResult(CheckedRun run, CheckResult result) {
  /** Checks that nothing is missing. */
  public StoredCheckResult {
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(result, "result");
  }
}
