package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.job.PostedJobs.PostedJob;
import dev.millrace.ingestion.job.source.SourceRun;
import dev.millrace.ingestion.job.source.SourceRunTable;
import dev.millrace.ingestion.record.PlacedRow;
import dev.millrace.ingestion.record.RecordSource;
import dev.millrace.ingestion.record.RecordsTable;
import dev.millrace.ingestion.stage.StagedPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Puts the staged rows of a source in the table of records, a page at a time. Thread-safe. */
final class SourceRecords {
  private final SourceRunTable table;
  private final StagedPages staged;
  private final RecordsTable records;

  SourceRecords(SourceRunTable table, StagedPages staged, RecordsTable records) {
    this.table = Objects.requireNonNull(table);
    this.staged = Objects.requireNonNull(staged);
    this.records = Objects.requireNonNull(records);
  }

  /**
   * Puts the next page.
   *
   * @return the source's row behind it; empty where another invocation works on the same source
   */
  Optional<SourceRun> page(PostedJob job, SourceDefinition source, SourceRun run, Deadline deadline)
      throws InterruptedException {
    int page = run.recordPages() + 1;
    List<PlacedRow> rows = new ArrayList<>();
    staged.page(
        run.at(),
        page,
        deadline,
        row -> rows.add(new PlacedRow(row.row(), page, rows.size(), row.object())));
    records.put(
        new RecordSource(
            job.run().owner(),
            source.name(),
            source.destination().key(),
            source.destination().category(),
            source.destination().time()),
        job.run().id(),
        rows,
        deadline);
    return table.write(run.recorded(page), deadline);
  }
}
