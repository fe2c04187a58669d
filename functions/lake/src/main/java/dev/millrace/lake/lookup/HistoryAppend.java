package dev.millrace.lake.lookup;

import static org.apache.iceberg.expressions.Expressions.and;
import static org.apache.iceberg.expressions.Expressions.equal;

import dev.millrace.common.InvalidInput;
import dev.millrace.features.json.UnicodeText;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.tables.AtomicCommit;
import dev.millrace.tables.LakeCatalog;
import dev.millrace.tables.RowWriter;
import dev.millrace.tables.TableDefinition;
import dev.millrace.tables.TableState;
import dev.millrace.tables.lookup.LookupHistoryTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Appends the rows of a file to the history of look-ups, in one commit. A row that the history has
 * with the same {@code valid_from} and the same attributes is not appended again, so that a load
 * that died or was repeated comes to the same.
 */
public final class HistoryAppend {
  /** Another load commits seldom: each attempt writes the files anew. */
  private static final int ATTEMPTS = 5;

  private final LakeCatalog catalog;
  private final TableDefinition definition;

  /**
   * Appends to the table of a database.
   *
   * @param database name of the Glue database
   */
  public HistoryAppend(LakeCatalog catalog, String database) {
    this.catalog = Objects.requireNonNull(catalog);
    this.definition = LookupHistoryTable.in(database);
  }

  /**
   * Appends.
   *
   * @return how many rows the history did not have
   * @throws InvalidInput when it has other attributes of a key from the same time on
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached: the
   *     rows are in the history or not, and the load may be repeated
   */
  long append(String table, Instant validFrom, CheckedFile file) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TableState state = catalog.open(definition);
      Map<String, Long> held = held(state, table, validFrom, file);
      try (RowWriter rows = new RowWriter(state)) {
        long added = write(rows, table, validFrom, file, held);
        if (added == 0) {
          return 0;
        }
        List<DataFile> files = rows.complete();
        if (AtomicCommit.commit(
                state,
                change -> {
                  AppendFiles append =
                      change.newAppend().set("millrace.consumed", table + "@" + validFrom);
                  files.forEach(append::appendFile);
                  append.commit();
                })
            .isPresent()) {
          return added;
        }
      }
    }
    throw new IllegalStateException(
        "%s.%s was changed by other loads %d times while %s was to be added; repeat the load"
            .formatted(definition.database(), definition.name(), ATTEMPTS, table));
  }

  /** Fingerprints of the rows that the history has from that time on of the file's keys. */
  private static Map<String, Long> held(
      TableState state, String table, Instant validFrom, CheckedFile file) {
    Map<String, Long> held = new HashMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(state.table())
            .where(and(equal("table", table), equal("valid_from", validFrom.toString())))
            .build()) {
      for (Record row : rows) {
        String key = LookupHistoryTable.key(row).key();
        if (file.holds(key)) {
          held.put(key, LookupHistoryTable.attributes(row).fingerprint());
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("Reading %s failed".formatted(state), failed);
    }
    return held;
  }

  private static long write(
      RowWriter rows, String table, Instant validFrom, CheckedFile file, Map<String, Long> held) {
    LookupProblems problems = new LookupProblems();
    Record row = rows.newRow();
    long[] added = {0};
    file.forEachRow(
        (line, key, attributes) -> {
          Long before = held.get(key);
          if (before == null) {
            LookupHistoryTable.fill(row, new LookupKey(table, key), validFrom, attributes);
            rows.write(row);
            added[0]++;
          } else if (before != attributes.fingerprint()) {
            problems.add(
                line,
                ": key \"%s\" was loaded from %s on with other attributes; expected the same, or another valid_from"
                    .formatted(UnicodeText.shown(key), validFrom));
          }
          return true;
        });
    problems.throwIfAny();
    return added[0];
  }
}
