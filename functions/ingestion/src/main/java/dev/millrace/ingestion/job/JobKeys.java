package dev.millrace.ingestion.job;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.DatasetCatalogue;
import dev.millrace.ingestion.dataset.DatasetReader;
import dev.millrace.ingestion.job.PostedJobs.PostedJob;
import dev.millrace.ingestion.job.source.SourcePhase;
import dev.millrace.ingestion.job.source.SourceRun;
import dev.millrace.ingestion.job.source.SourceRunTable;
import dev.millrace.ingestion.quality.check.ReferencedKeys;
import dev.millrace.ingestion.quality.value.KeyHashes;
import dev.millrace.ingestion.quality.value.KeyLookup;
import dev.millrace.ingestion.stage.StagedPages;
import dev.millrace.ingestion.stage.StagedSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys that checks of a job refer to: those that its owner's datasets hold, and of another
 * source of the same job those that are staged, unless it has failed. Thread-safe.
 */
final class JobKeys {
  private final SourceRunTable table;
  private final StagedPages staged;
  private final DatasetCatalogue catalogue;
  private final DatasetReader reader;
  private final int most;

  /**
   * Keys.
   *
   * @param most how many of a dataset are remembered
   */
  JobKeys(
      SourceRunTable table,
      StagedPages staged,
      DatasetCatalogue catalogue,
      DatasetReader reader,
      int most) {
    this.table = Objects.requireNonNull(table);
    this.staged = Objects.requireNonNull(staged);
    this.catalogue = Objects.requireNonNull(catalogue);
    this.reader = Objects.requireNonNull(reader);
    this.most = most;
  }

  /** The keys that a source's checks may ask for. */
  ReferencedKeys of(PostedJob job, SourceDefinition source, Deadline deadline) {
    return (dataset, columns) -> keys(job, source, dataset, columns, deadline);
  }

  private Optional<KeyLookup> keys(
      PostedJob job,
      SourceDefinition source,
      String dataset,
      List<String> columns,
      Deadline deadline) {
    KeyHashes keys = new KeyHashes(most);
    boolean stored =
        catalogue
            .find(dataset, deadline)
            .filter(found -> found.owner().equals(job.run().owner()))
            .isPresent();
    if (stored) {
      reader.forEachKey(dataset, columns, deadline, keys::add);
    }
    Optional<SourceRun> beside =
        job.definition().sources().stream()
            .filter(other -> other.destination().dataset().equals(dataset))
            .filter(other -> !other.name().equals(source.name()))
            .findFirst()
            .flatMap(
                other ->
                    table.find(new StagedSource(job.run().id().text(), other.name()), deadline))
            .filter(run -> run.phase() == SourcePhase.FETCHED);
    beside.ifPresent(
        run ->
            staged.forEach(
                run.at(), run.progress().pages(), deadline, row -> keys.add(row.row(), columns)));
    return stored || beside.isPresent() ? Optional.of(keys) : Optional.empty();
  }
}
