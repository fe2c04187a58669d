package dev.millrace.ingestion.job;

import dev.millrace.ingestion.dataset.DatasetDefinition;
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
import java.util.Optional;

/**
 * What a source's rules make of a page.
 *
 * @param rows that go on
 * @param rejected those that failed a rule
 */
record PageRows(List<Row> rows, List<StagedRejection> rejected) {
  /**
   * Applies the rules to each row. One that comes out without a value in a field of the dataset's
   * key is rejected too.
   *
   * @param page counted from 1
   * @param object the key of the raw page
   * @throws StepFailure where a rule that a row fails is to fail the source
   */
  static PageRows of(
      List<Row> read,
      Transformations rules,
      DatasetDefinition dataset,
      int page,
      String object,
      String at) {
    List<Row> rows = new ArrayList<>();
    List<StagedRejection> rejected = new ArrayList<>();
    List<TransformedRow> transformed = rules.apply(read);
    for (int i = 0; i < transformed.size(); i++) {
      for (Row row : transformed.get(i).rows()) {
        Optional<String> missing = dataset.missingKey(row);
        if (missing.isEmpty()) {
          rows.add(row);
        } else {
          Row shown = rules.protectedFields().maskTransformed(read.get(i), row);
          rejected.add(withoutKey(page, object, i, missing.get(), shown));
        }
      }
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

  private static StagedRejection withoutKey(
      int page, String object, int index, String field, Row shown) {
    return new StagedRejection(
        page,
        object,
        index,
        -1,
        "key",
        field,
        "has no value, and is part of the key",
        JsonValues.text(shown.values()));
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
