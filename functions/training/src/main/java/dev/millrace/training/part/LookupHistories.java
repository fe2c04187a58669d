package dev.millrace.training.part;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.FeatureSource;
import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.TableState;
import dev.millrace.tables.lookup.LookupHistory;
import dev.millrace.tables.lookup.LookupHistoryTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;

/**
 * The histories of the look-ups that models use. The one that was read last is kept for the next
 * part of its run, as long as nothing was loaded since. Thread-safe.
 */
public final class LookupHistories {
  /** No event of a record is before it. */
  private static final Instant FIRST_EVENT = Instant.parse("2000-01-01T00:00:00Z");

  /** Later ends of a range are not written as times of events are. */
  private static final Instant LAST_EVENT = Instant.parse("9999-12-31T00:00:00Z");

  private final LakeCatalog catalog;
  private final String database;
  private final Duration maximumAheadOfArrival;
  private final long maximumBytes;

  @GuardedBy("this")
  private Optional<Held> held = Optional.empty();

  /**
   * Reads histories.
   *
   * @param database of {@link LookupHistoryTable}
   * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
   * @param maximumBytes about how much memory the rows may take
   */
  public LookupHistories(
      LakeCatalog catalog, String database, Duration maximumAheadOfArrival, long maximumBytes) {
    this.catalog = Objects.requireNonNull(catalog);
    this.database = Objects.requireNonNull(database);
    this.maximumAheadOfArrival = Objects.requireNonNull(maximumAheadOfArrival);
    this.maximumBytes = maximumBytes;
  }

  private record Held(
      Optional<Long> snapshot,
      Map<String, Set<String>> attributes,
      Instant to,
      LookupHistory history) {

    boolean isOf(Optional<Long> snapshot, Map<String, Set<String>> attributes, Instant to) {
      return this.snapshot.equals(snapshot)
          && this.attributes.equals(attributes)
          && this.to.equals(to);
    }
  }

  /**
   * The rows that a model's features use, as of any time that an event may have.
   *
   * @param to the first arrival that is past the run's range
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached; {@link
   *     dev.millrace.tables.lookup.LookupHistoryTooLarge} when the rows do not fit in memory
   */
  synchronized RowsAsOf of(ModelDefinition model, Instant to) {
    Map<String, Set<String>> attributes = attributes(model);
    if (attributes.isEmpty()) {
      return RowsAsOf.NONE;
    }
    TableState state = catalog.open(LookupHistoryTable.in(database));
    Optional<Long> snapshot =
        Optional.ofNullable(state.table().currentSnapshot()).map(Snapshot::snapshotId);
    Instant last = to.isAfter(LAST_EVENT) ? LAST_EVENT : to.plus(maximumAheadOfArrival);
    if (held.filter(before -> before.isOf(snapshot, attributes, last)).isEmpty()) {
      // What was held goes first: both may not fit.
      held = Optional.empty();
      held =
          Optional.of(
              new Held(
                  snapshot,
                  attributes,
                  last,
                  LookupHistory.read(state, attributes, FIRST_EVENT, last, maximumBytes)));
    }
    return new RowsAsOf(attributes.keySet(), Optional.of(held.get().history()));
  }

  /** The attributes that features take, by look-up table; none of a table that is only found. */
  private static Map<String, Set<String>> attributes(ModelDefinition model) {
    Map<String, Set<String>> attributes = new TreeMap<>();
    for (FeatureDefinition feature : model.features()) {
      switch (feature.source()) {
        case FeatureSource.Document document -> {}
        case FeatureSource.Found(LookupDefinition lookup) -> of(attributes, lookup);
        case FeatureSource.Attribute(LookupDefinition lookup, String attribute) ->
            of(attributes, lookup).add(attribute);
      }
    }
    return attributes;
  }

  private static Set<String> of(Map<String, Set<String>> attributes, LookupDefinition lookup) {
    return attributes.computeIfAbsent(lookup.table(), added -> new TreeSet<>());
  }
}
