package dev.millrace.training;

import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.Retention;
import dev.millrace.tables.TableDefinition;
import dev.millrace.training.model.FeatureTables;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Retention of the tables of training sets, of models too of which none is begun any more. */
final class TrainingRetention {
  private final FeatureTables tables;
  private final LakeCatalog catalog;
  private final TableDefinition quarantine;
  private final OptionalInt days;
  private final InstantSource clock;
  private final Map<String, Retention> retentions = new HashMap<>();

  /**
   * Retention of all tables.
   *
   * @param quarantine the table of what runs cannot use
   * @param days how many whole days before today rows are kept; empty keeps all
   */
  TrainingRetention(
      FeatureTables tables,
      LakeCatalog catalog,
      TableDefinition quarantine,
      OptionalInt days,
      InstantSource clock) {
    this.tables = tables;
    this.catalog = catalog;
    this.quarantine = quarantine;
    this.days = days;
    this.clock = clock;
  }

  /**
   * Deletes what is past its time.
   *
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached
   */
  void apply() {
    if (days.isPresent()) {
      apply(quarantine);
      tables.all().forEach(this::apply);
    }
  }

  private void apply(TableDefinition table) {
    retentions
        .computeIfAbsent(table.name(), added -> new Retention(catalog, table, days, clock))
        .apply();
  }
}
