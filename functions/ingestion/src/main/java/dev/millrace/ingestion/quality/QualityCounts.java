package dev.millrace.ingestion.quality;

import java.util.List;

/**
 * How many checks of a run passed and failed, by severity.
 *
 * @param passedErrors checks of severity {@code error} that passed
 * @param failedErrors those that failed
 * @param passedWarnings checks of severity {@code warn} that passed
 * @param failedWarnings those that failed
 */
public record QualityCounts(
    long passedErrors, long failedErrors, long passedWarnings, long failedWarnings) {

  /** Counts results. */
  public static QualityCounts of(List<CheckResult> results) {
    return new QualityCounts(
        count(results, Severity.ERROR, true),
        count(results, Severity.ERROR, false),
        count(results, Severity.WARN, true),
        count(results, Severity.WARN, false));
  }

  private static long count(List<CheckResult> results, Severity severity, boolean passed) {
    return results.stream()
        .filter(result -> result.severity() == severity && result.passed() == passed)
        .count();
  }

  /** Whether the run fails. */
  public boolean failRun() {
    return failedErrors > 0;
  }
}
