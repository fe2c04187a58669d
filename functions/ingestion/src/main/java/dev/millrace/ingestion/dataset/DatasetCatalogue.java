package dev.millrace.ingestion.dataset;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.dataset.column.StorageFailures;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.TableState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which datasets there are and whose. A name belongs to who first stores rows under it. Calls throw
 * the SDK's exceptions when the table cannot be reached in time. Thread-safe.
 */
public final class DatasetCatalogue {
  private final DatasetCatalogueTable table;
  private final Set<String> reserved;
  private final InstantSource clock;

  /**
   * The catalogue.
   *
   * @param reserved names that no dataset can have: those of the template's own tables
   */
  public DatasetCatalogue(DatasetCatalogueTable table, Set<String> reserved, InstantSource clock) {
    this.table = Objects.requireNonNull(table);
    this.reserved = Set.copyOf(reserved);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Why rows cannot go to the dataset; empty where they can. For a definition that is posted. */
  public Optional<DatasetRefusal> refusal(DatasetDefinition dataset, Deadline deadline) {
    if (reserved.contains(dataset.name())) {
      return Optional.of(
          new DatasetRefusal(
              '"' + dataset.name() + '"', "a name that no table of the template has"));
    }
    return table.find(dataset.name(), deadline).flatMap(there -> refusal(dataset, there));
  }

  private static Optional<DatasetRefusal> refusal(
      DatasetDefinition dataset, CataloguedDataset there) {
    if (!there.owner().equals(dataset.owner())) {
      return Optional.of(
          new DatasetRefusal(
              '"' + dataset.name() + '"', "a name that is free, or a dataset of your own"));
    }
    if (!there.key().equals(dataset.key())) {
      return Optional.of(
          new DatasetRefusal(
              "\"%s\" with the key %s".formatted(dataset.name(), dataset.key()),
              "the key that the dataset has, %s, or another dataset".formatted(there.key())));
    }
    return Optional.empty();
  }

  /** As {@link #refusal}, for a step of a job: fails with the category storage. */
  void requireUsable(DatasetDefinition dataset, Deadline deadline) {
    refusal(dataset, deadline).ifPresent(DatasetCatalogue::fail);
  }

  private static void fail(DatasetRefusal refusal) {
    throw StorageFailures.storage(
        "dataset held %s, expected %s", refusal.held(), refusal.expected());
  }

  /** Gives the name to the owner, where it is free; fails as {@link #requireUsable} does. */
  void claim(DatasetDefinition dataset, Deadline deadline) {
    requireUsable(dataset, deadline);
    Instant now = clock.instant();
    table
        .create(
            new CataloguedDataset(
                dataset.name(),
                dataset.owner(),
                dataset.key(),
                dataset.timeColumn(),
                now,
                now,
                List.of(),
                0,
                0,
                Optional.empty()),
            deadline)
        .flatMap(there -> refusal(dataset, there))
        .ifPresent(DatasetCatalogue::fail);
  }

  /** Notes what a source has stored, unless a later commit has been noted. */
  void record(
      DatasetDefinition dataset,
      StagedSource at,
      DatasetRows rows,
      TableState state,
      Deadline deadline) {
    CataloguedDataset there =
        table
            .find(dataset.name(), deadline)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The dataset %s has left the catalogue".formatted(dataset.name())));
    table.update(
        new CataloguedDataset(
            there.name(),
            there.owner(),
            there.key(),
            dataset.timeColumn(),
            there.createdAt(),
            clock.instant(),
            rows.columns(),
            RunSnapshot.rowsStored(state.table().properties()),
            rows.rows(),
            Optional.of(at.job())),
        state.table().snapshot(rows.snapshot().orElseThrow()).sequenceNumber(),
        deadline);
  }

  /** A dataset by its name; empty where there is none. */
  public Optional<CataloguedDataset> find(String name, Deadline deadline) {
    return table.find(name, deadline);
  }

  /**
   * A page of an owner's datasets that have rows, the one that was made last first.
   *
   * @param before {@link DatasetPage#last} of the page before; empty for the first
   * @param limit the most that the page may hold
   */
  public DatasetPage list(String owner, Optional<String> before, int limit, Deadline deadline) {
    return table.page(owner, before, limit, deadline);
  }
}
