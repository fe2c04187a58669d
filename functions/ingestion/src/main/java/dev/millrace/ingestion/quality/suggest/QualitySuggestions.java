package dev.millrace.ingestion.quality.suggest;

import dev.millrace.ingestion.quality.QualityChecks;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.row.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Proposes checks from rows, in one pass: those that the rows pass, with room for others like them.
 * Looks at {@link #MOST_COLUMNS} columns, those that come first. Not thread-safe.
 */
public final class QualitySuggestions {
  /** Further columns are passed over. */
  public static final int MOST_COLUMNS = 100;

  private static final String TECHNICAL = "_millrace_";

  private final Predicate<String> protectedColumns;
  private final Map<String, ColumnProfile> profiles = new LinkedHashMap<>();
  private final UniqueColumns unique = new UniqueColumns();
  private long rows;

  /**
   * No rows yet.
   *
   * @param protectedColumns whether a column holds personal data: then only its nulls and its
   *     uniqueness are judged, and no value is shown
   */
  public QualitySuggestions(Predicate<String> protectedColumns) {
    this.protectedColumns = Objects.requireNonNull(protectedColumns);
  }

  /** Takes the next row, which it does not change or keep. */
  public void row(Row row) {
    row.values()
        .forEach(
            (name, value) -> {
              ColumnProfile profile = profile(name);
              if (profile != null && value != null) {
                profile.add(value);
              }
            });
    unique.row(row);
    rows++;
  }

  /** The column's profile; null for a column that is passed over. */
  private ColumnProfile profile(String name) {
    ColumnProfile known = profiles.get(name);
    if (known != null
        || profiles.size() == MOST_COLUMNS
        || name.isEmpty()
        || name.length() > QualityCheck.LONGEST_COLUMN
        || name.startsWith(TECHNICAL)) {
      return known;
    }
    ColumnProfile profile = new ColumnProfile();
    profiles.put(name, profile);
    unique.addColumn(name);
    return profile;
  }

  /**
   * The checks that the rows suggest, {@link QualityChecks#MOST_CHECKS} at most; none without rows.
   *
   * @param now the time that ages are reckoned to
   */
  public List<SuggestedCheck> end(Instant now) {
    if (rows == 0) {
      return List.of();
    }
    SuggestedList suggested = new SuggestedList(rows, now);
    suggested.addRowCount();
    suggested.addNullShares(profiles);
    profiles.forEach(
        (name, profile) -> {
          if (unique.contains(name)) {
            suggested.addUnique(name);
          } else if (!protectedColumns.test(name)) {
            suggested.addValues(name, profile);
          }
        });
    Map<String, ColumnProfile> shown = new LinkedHashMap<>(profiles);
    shown.keySet().removeIf(protectedColumns);
    suggested.addFreshness(shown);
    return suggested.checks();
  }
}
