package dev.millrace.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the rows of days that are over out of a table that is partitioned by the day of a time, or
 * by names that begin with a day ({@code 20251231...}). Partitions go whole, so that no row is read
 * or written, in a commit that says from which day on (UTC) rows are kept. Their files go when the
 * last snapshot that has them expires. For one thread at a time.
 */
public final class Retention {
  /**
   * The first day whose rows are kept: a table's property, and in a deleting snapshot's summary.
   */
  private static final String FIRST_DAY = "millrace.first-kept-day";

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final LakeCatalog catalog;
  private final TableDefinition definition;
  private final OptionalInt days;
  private final InstantSource clock;
  private LocalDate applied = LocalDate.MIN;

  /**
   * Retention of a table.
   *
   * @param days how many whole days before today are kept; empty keeps all
   */
  public Retention(
      LakeCatalog catalog, TableDefinition definition, OptionalInt days, InstantSource clock) {
    this.catalog = Objects.requireNonNull(catalog);
    this.definition = Objects.requireNonNull(definition);
    this.days = Objects.requireNonNull(days);
    this.clock = Objects.requireNonNull(clock);
  }

  /** The first day whose rows the table of these properties keeps. */
  public static LocalDate firstDay(Map<String, String> properties) {
    return Optional.ofNullable(properties.get(FIRST_DAY))
        .map(LocalDate::parse)
        .orElse(LocalDate.MIN);
  }

  /** Whether a snapshot only took out what was past its time. */
  public static boolean made(Snapshot snapshot) {
    return snapshot.summary().containsKey(FIRST_DAY);
  }

  /**
   * Deletes what is past its time. When another run commits meanwhile, the next one does it.
   *
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached
   */
  public void apply() {
    if (days.isEmpty()) {
      return;
    }
    LocalDate first =
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(days.getAsInt());
    // A function that lives on need not ask the table again on the same day.
    if (first.isAfter(applied) && deleteBefore(first)) {
      applied = first;
    }
  }

  /**
   * Deletes, where that has not been done.
   *
   * @return false when another run has committed meanwhile
   */
  private boolean deleteBefore(LocalDate first) {
    TableState state = catalog.open(definition);
    if (!first.isAfter(firstDay(state.properties()))) {
      return true;
    }
    Expression before = before(first);
    boolean any = any(state, before);
    boolean committed =
        AtomicCommit.commit(
                state,
                transaction -> {
                  if (any) {
                    DeleteFiles delete = transaction.newDelete().deleteFromRowFilter(before);
                    delete.set(FIRST_DAY, first.toString()).commit();
                  }
                  transaction.updateProperties().set(FIRST_DAY, first.toString()).commit();
                })
            .isPresent();
    if (committed && any) {
      LOG.info("{} keeps its rows from {} on; those before it are deleted", state, first);
    }
    return committed;
  }

  private Expression before(LocalDate day) {
    int source = definition.partitions().fields().getFirst().sourceId();
    String column = definition.schema().findColumnName(source);
    if (definition.schema().findType(source).typeId() == Type.TypeID.TIMESTAMP) {
      long start = day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
      return Expressions.lessThan(column, TimeUnit.SECONDS.toMicros(start));
    }
    return Expressions.lessThan(column, day.format(DateTimeFormatter.BASIC_ISO_DATE));
  }

  private static boolean any(TableState state, Expression rows) {
    try (CloseableIterable<FileScanTask> tasks = state.table().newScan().filter(rows).planFiles()) {
      return tasks.iterator().hasNext();
    } catch (IOException failed) {
      throw new UncheckedIOException("The files of " + state + " cannot be listed", failed);
    }
  }
}
