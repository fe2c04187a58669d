package dev.millrace.tables.lookup;

import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.in;
import static org.apache.iceberg.expressions.Expressions.lessThanOrEqual;

import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.tables.TableState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Which row a key of a look-up table had at a time: what serving would have found if it had been
 * loaded the moment it was valid. Held in memory, of the wanted tables, attributes and times alone;
 * rows that another one replaces before the first of these times are left out. A million keys with
 * one row of three attributes each take about 290 MB. Immutable, and thread-safe.
 */
public final class LookupHistory {
  private final Instant from;
  private final Instant to;
  private final Map<String, TableVersions> tables;

  private LookupHistory(Instant from, Instant to, Map<String, TableVersions> tables) {
    this.from = from;
    this.to = to;
    this.tables = tables;
  }

  /**
   * Reads what the history has of look-up tables.
   *
   * @param state of {@link LookupHistoryTable}
   * @param attributes the wanted attributes, by look-up table
   * @param from the first time that will be asked for
   * @param to the last time that will be asked for
   * @param maximumBytes how much memory the rows may take, by an estimate that is a little high
   * @throws LookupHistoryTooLarge when they take more
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached
   */
  public static LookupHistory read(
      TableState state,
      Map<String, Set<String>> attributes,
      Instant from,
      Instant to,
      long maximumBytes) {
    Objects.requireNonNull(state);
    if (from.isAfter(to)) {
      throw new IllegalArgumentException(
          "from held %s, expected a time up to %s".formatted(from, to));
    }
    Map<String, TableVersions> tables = new HashMap<>();
    attributes.forEach((table, wanted) -> tables.put(table, new TableVersions(wanted, from)));
    LookupHistory history = new LookupHistory(from, to, tables);
    if (!tables.isEmpty()) {
      history.read(state, maximumBytes);
    }
    return history;
  }

  private void read(TableState state, long maximumBytes) {
    long bytes = 0;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(state.table())
            .where(
                and(
                    in(LookupHistoryTable.TABLE, List.copyOf(tables.keySet())),
                    lessThanOrEqual(LookupHistoryTable.VALID_FROM, to.toString())))
            .build()) {
      for (Record row : rows) {
        LookupKey key = LookupHistoryTable.key(row);
        bytes +=
            tables
                .get(key.table())
                .add(
                    key.key(),
                    LookupHistoryTable.validFrom(row),
                    LookupHistoryTable.attributes(row));
        if (bytes > maximumBytes) {
          throw new LookupHistoryTooLarge(
              "%s holds more rows of the look-ups %s up to %s than fit in %,d bytes; expected fewer keys or versions"
                  .formatted(state, new TreeMap<>(sizes()), to, maximumBytes));
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("Reading %s failed".formatted(state), failed);
    }
  }

  private Map<String, String> sizes() {
    return tables.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, table -> table.getValue().keys() + " keys read"));
  }

  /**
   * The row of a key as of a time: the one with the last {@code valid_from} that is not after it,
   * with the wanted attributes; empty when the key has none by then.
   *
   * @throws IllegalArgumentException when the table, or the time, is not among those that were read
   */
  public Optional<LookupRow> asOf(LookupKey key, Instant time) {
    TableVersions table = tables.get(key.table());
    if (table == null) {
      throw new IllegalArgumentException(
          "table held %s, expected one of %s".formatted(key.table(), tables.keySet()));
    }
    if (time.isBefore(from) || time.isAfter(to)) {
      throw new IllegalArgumentException(
          "time held %s, expected one from %s to %s".formatted(time, from, to));
    }
    return table.asOf(key.key(), time);
  }
}
