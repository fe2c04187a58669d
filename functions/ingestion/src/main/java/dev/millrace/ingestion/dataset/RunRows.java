package dev.millrace.ingestion.dataset;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.column.ColumnInference;
import dev.millrace.ingestion.dataset.column.StorageFailures;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.ingestion.stage.StagedRow;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.StepFailure;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The staged rows of a run as they are to be stored: of the rows of one key the last. They are read
 * twice. Memory holds {@link LastRows} the first time, and a bit a row the second. Not thread-safe.
 */
final class RunRows {
  private final StagedPages staged;
  private final StagedSource at;
  private final int pages;
  private final Deadline deadline;
  private int next;

  RunRows(StagedPages staged, StagedSource at, int pages, Deadline deadline) {
    this.staged = Objects.requireNonNull(staged);
    this.at = Objects.requireNonNull(at);
    this.pages = pages;
    this.deadline = Objects.requireNonNull(deadline);
  }

  /**
   * Looks at all rows.
   *
   * @return those that are the last of their key; all where the dataset has none
   * @throws StepFailure when there are more rows than a run may have, or one cannot be stored
   */
  BitSet scan(DatasetDefinition dataset, ColumnInference inference, int mostRows) {
    LastRows last = new LastRows();
    KeyHash hash = new KeyHash(dataset.key());
    next = 0;
    staged.forEach(
        at,
        pages,
        deadline,
        row -> {
          if (next == mostRows) {
            throw StorageFailures.limit(
                "Dataset %s: the source has more than %,d rows, page %d is not the last; expected at most so many in a run: fetch a part of them, by a cursor say",
                dataset.name(), mostRows, row.page());
          }
          inference.add(row.row(), row.page());
          if (!dataset.key().isEmpty()) {
            hash.of(dataset, row.row(), row.page());
            last.put(hash.high(), hash.low(), next);
          }
          next++;
        });
    BitSet stored = dataset.key().isEmpty() ? new BitSet(next) : last.last();
    if (dataset.key().isEmpty()) {
      stored.set(0, next);
    }
    return stored;
  }

  /** How many rows {@link #scan} has seen. */
  int count() {
    return next;
  }

  /** Hands on these rows, in order. */
  void forEach(BitSet stored, Consumer<StagedRow> to) {
    next = 0;
    staged.forEach(
        at,
        pages,
        deadline,
        row -> {
          if (stored.get(next)) {
            to.accept(row);
          }
          next++;
        });
  }
}
