package dev.millrace.ingestion.job;

import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.rule.RejectedRow;
import dev.millrace.ingestion.rule.Transformations;
import dev.millrace.ingestion.rule.TransformedRow;
import dev.millrace.ingestion.stage.StagedRejection;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.RunError;
import dev.millrace.runs.failure.StepFailure;
import java.util.ArrayList;
import java.util.List;

/**
 * What a source's rules make of a page.
 *
 * @param rows that go on
 * @param rejected those that failed a rule
 */
record PageRows(List<Row> rows, List<StagedRejection> rejected) {
  /**
   * Applies the rules to each row.
   *
   * @param page counted from 1
   * @param object the key of the raw page
   * @throws StepFailure where a rule that a row fails is to fail the source
   */
  static PageRows of(List<Row> read, Transformations rules, int page, String object, String at) {
    List<Row> rows = new ArrayList<>();
    List<StagedRejection> rejected = new ArrayList<>();
    List<TransformedRow> transformed = rules.apply(read);
    for (int i = 0; i < transformed.size(); i++) {
      rows.addAll(transformed.get(i).rows());
      for (RejectedRow row : transformed.get(i).rejected()) {
        if (row.failsSource()) {
          throw failed(row, page, i, at);
        }
        rejected.add(
            new StagedRejection(
                page,
                object,
                i,
                row.position(),
                row.rule(),
                row.field(),
                row.reason(),
                JsonValues.text(row.row().values())));
      }
    }
    return new PageRows(rows, rejected);
  }

  private static StepFailure failed(RejectedRow row, int page, int index, String at) {
    return new StepFailure(
        new RunError(
            FailureCategory.TRANSFORMATION,
            "Row %d of page %d failed the rule %s at %s: %s"
                .formatted(index, page, row.rule(), row.field(), row.reason()),
            "%s/transformations/%d".formatted(at, row.position())));
  }
}
