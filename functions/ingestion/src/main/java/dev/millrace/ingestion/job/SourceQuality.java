package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.job.PostedJobs.PostedJob;
import dev.millrace.ingestion.job.source.SourceRun;
import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.ingestion.quality.QualityEvaluation;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.quality.result.CheckedRun;
import dev.millrace.ingestion.quality.result.QualityResultTable;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.runs.RunId;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.util.List;
import java.util.Objects;

/**
 * Evaluates the checks of a source over what is staged of it, and keeps the results. Thread-safe.
 */
final class SourceQuality {
  private final StagedPages staged;
  private final JobKeys keys;
  private final QualityResultTable results;

  SourceQuality(StagedPages staged, JobKeys keys, QualityResultTable results) {
    this.staged = Objects.requireNonNull(staged);
    this.keys = Objects.requireNonNull(keys);
    this.results = Objects.requireNonNull(results);
  }

  /**
   * Evaluates, and keeps the results.
   *
   * @throws StepFailure of the category quality where a check of severity error failed
   */
  void requirePassed(PostedJob job, SourceDefinition source, SourceRun run, Deadline deadline) {
    QualityEvaluation evaluation =
        source
            .checks()
            .begin(
                new QualityContext(
                    source.transformations().protectedFields()::covers,
                    keys.of(job, source, deadline)));
    staged.forEach(run.at(), run.progress().pages(), deadline, row -> evaluation.row(row.row()));
    CheckedRun checked = checked(source, run);
    List<CheckResult> evaluated =
        evaluation.end(
            new RunFacts(
                run.counts().rowsIn(),
                run.counts().rowsOut(),
                run.counts().rowsRejected(),
                run.progress().total(),
                lastRuns(source, checked, deadline),
                checked.at()));
    results.write(checked, evaluated, deadline);
    List<CheckResult> failed = evaluated.stream().filter(CheckResult::failsRun).toList();
    if (!failed.isEmpty()) {
      throw failed(failed, evaluated.size(), source);
    }
  }

  private List<Long> lastRuns(SourceDefinition source, CheckedRun checked, Deadline deadline) {
    int runs = source.checks().lastRuns();
    return runs == 0
        ? List.of()
        : results.rowCounts(checked.dataset(), checked.source(), checked.job(), runs, deadline);
  }

  private static StepFailure failed(List<CheckResult> failed, int checks, SourceDefinition source) {
    CheckResult first = failed.getFirst();
    return new StepFailure(
        new RunError(
            FailureCategory.QUALITY,
            "%d of %d checks failed, first %s: %s. Nothing of the run is stored"
                .formatted(failed.size(), checks, first.check(), first.message()),
            "%s/checks/%d".formatted(source.pointer(), first.position())));
  }

  /** Keeps how many rows a run stored, for the runs behind it. */
  void stored(SourceDefinition source, SourceRun run, long rows, Deadline deadline) {
    results.recordSuccess(checked(source, run), rows, deadline);
  }

  /** What is checked, at the time at which its last page was staged: the same when done again. */
  private static CheckedRun checked(SourceDefinition source, SourceRun run) {
    return new CheckedRun(
        source.destination().dataset(),
        new RunId(run.at().job()),
        source.name(),
        run.times().fetchedAt().orElseThrow());
  }
}
