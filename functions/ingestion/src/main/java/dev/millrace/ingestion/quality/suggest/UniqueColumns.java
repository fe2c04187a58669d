package dev.millrace.ingestion.quality.suggest;

import dev.millrace.ingestion.quality.value.RowsByKey;
import dev.millrace.ingestion.row.Row;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of whole numbers and short texts whose value no two rows share. Remembers at most
 * {@link #MOST_KEYS} values of each of {@link #MOST_COLUMNS} columns. Not thread-safe.
 */
final class UniqueColumns {
  private static final int MOST_KEYS = 100_000;
  private static final int MOST_COLUMNS = 16;

  /** By then most columns that are not unique have repeated a value. */
  private static final int ROWS_OF_ALL_COLUMNS = 1_000;

  private static final int LONGEST_TEXT = 100;

  private final Map<String, RowsByKey> columns = new LinkedHashMap<>();
  private long rows;

  /** A column that was in no row before can be unique only from the first row on. */
  void addColumn(String column) {
    if (rows == 0) {
      columns.put(column, new RowsByKey(MOST_KEYS));
    }
  }

  void row(Row row) {
    rows++;
    columns.entrySet().removeIf(column -> !isUnique(row, column.getKey(), column.getValue()));
    if (rows == ROWS_OF_ALL_COLUMNS) {
      Iterator<String> names = columns.keySet().iterator();
      for (int kept = 0; names.hasNext(); kept++) {
        names.next();
        if (kept >= MOST_COLUMNS) {
          names.remove();
        }
      }
    }
  }

  /** The very same row met again is taken for a second one here: the value is in two rows. */
  private static boolean isUnique(Row row, String column, RowsByKey keys) {
    Object value = row.value(column);
    boolean maybe =
        value instanceof Long || (value instanceof String text && text.length() <= LONGEST_TEXT);
    int before = keys.size();
    return maybe && keys.add(row, List.of(column)) == RowsByKey.Found.ALIKE && keys.size() > before;
  }

  boolean contains(String column) {
    return columns.containsKey(column);
  }
}
