package dev.millrace.ingestion.dataset.column;

import dev.millrace.features.json.UnicodeText;
import dev.millrace.ingestion.dataset.column.DatasetColumns.FieldColumns;
import dev.millrace.ingestion.row.Row;
import dev.millrace.runs.failure.StepFailure;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the columns that a dataset lacks for the rows of a run. It sees all of them before it
 * decides, so that the order of rows does not matter to types. A field without a value gets no
 * column. Not thread-safe.
 */
public final class ColumnInference {
  /** The most columns that a dataset can have, the technical ones apart. */
  public static final int MOST_COLUMNS = 500;

  private static final int LONGEST_FIELD = 255;

  /** Engines that read the tables know these years. */
  private static final int FIRST_YEAR = 1;

  private static final int END_OF_YEARS = 10_000;
  private static final Instant FIRST_TIME = start(FIRST_YEAR);
  private static final Instant END_OF_TIMES = start(END_OF_YEARS);

  private final String dataset;
  private final Set<String> key;
  private final TypeChanges typeChanges;
  private final DatasetColumns columns;
  private final Map<String, FieldKinds> fields = new LinkedHashMap<>();

  /**
   * An inference.
   *
   * @param dataset its name, for messages
   * @param key the fields of its key, whose types never change
   * @param columns those that the dataset has
   */
  public ColumnInference(
      String dataset, List<String> key, TypeChanges typeChanges, DatasetColumns columns) {
    this.dataset = Objects.requireNonNull(dataset);
    this.key = Set.copyOf(key);
    this.typeChanges = Objects.requireNonNull(typeChanges);
    this.columns = Objects.requireNonNull(columns);
  }

  private static Instant start(int year) {
    return LocalDate.ofYearDay(year, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /**
   * Looks at a row.
   *
   * @throws StepFailure when a name, or the number of fields, is beyond what a table can have
   */
  public void add(Row row, int page) {
    for (String field : row.names()) {
      Object value = row.value(field);
      if (value != null) {
        requireInRange(field, value, page);
        kinds(field, page).add(ValueKind.of(value), page);
      }
    }
  }

  private FieldKinds kinds(String field, int page) {
    FieldKinds kinds = fields.get(field);
    if (kinds == null) {
      if (fields.size() == MOST_COLUMNS) {
        throw StorageFailures.limit(
            "Dataset %s: the rows up to page %d have more than %d fields; expected at most so many: drop some, or do not flatten objects whose names are data",
            dataset, page, MOST_COLUMNS);
      }
      if (field.length() > LONGEST_FIELD || !UnicodeText.isWellFormed(field)) {
        throw StorageFailures.limit(
            "Dataset %s: page %d has a field with a name of %d characters; expected well-formed text of at most %d",
            dataset, page, field.length(), LONGEST_FIELD);
      }
      kinds = new FieldKinds();
      fields.put(field, kinds);
    }
    return kinds;
  }

  private void requireInRange(String field, Object value, int page) {
    boolean inRange =
        switch (value) {
          case Instant time -> !time.isBefore(FIRST_TIME) && time.isBefore(END_OF_TIMES);
          case LocalDate day -> day.getYear() >= FIRST_YEAR && day.getYear() < END_OF_YEARS;
          default -> true;
        };
    if (!inRange) {
      throw StorageFailures.storage(
          "Dataset %s: the field %s has %s of another year on page %d; expected years from %d to %d",
          dataset, shown(field), ValueKind.of(value).text(), page, FIRST_YEAR, END_OF_YEARS - 1);
    }
  }

  /**
   * The columns to be added, in order: names that are columns' names already come to their own,
   * whichever field was met first.
   *
   * @throws StepFailure when a type has changed and may not, or there would be too many columns
   */
  public List<DatasetColumn> missing() {
    List<DatasetColumn> missing = new ArrayList<>();
    fields.forEach((field, kinds) -> add(missing, field, kinds, true));
    fields.forEach((field, kinds) -> add(missing, field, kinds, false));
    if (columns.all().size() + missing.size() > MOST_COLUMNS) {
      throw StorageFailures.limit(
          "Dataset %s would have %d columns, expected at most %d",
          dataset, columns.all().size() + missing.size(), MOST_COLUMNS);
    }
    return missing;
  }

  private void add(List<DatasetColumn> missing, String field, FieldKinds kinds, boolean ownNames) {
    if (ColumnName.of(field).equals(field) != ownNames) {
      return;
    }
    FieldColumns there = columns.columns(field);
    Optional<ColumnType> needed =
        there.typed().isPresent()
            ? changed(field, there, kinds)
            : there.json().isPresent() ? Optional.empty() : inferred(field, kinds);
    needed.ifPresent(type -> missing.add(column(missing, field, there, type)));
  }

  /** The type of a column that there is nothing of yet. */
  private Optional<ColumnType> inferred(String field, FieldKinds kinds) {
    if (kinds.isOpen()) {
      return Optional.empty();
    }
    Optional<ColumnType> type = ColumnType.of(kinds.kinds());
    boolean isKey = key.contains(field);
    if (type.isEmpty() && (isKey || typeChanges == TypeChanges.REFUSE)) {
      ValueKind one = kinds.kinds().iterator().next();
      ValueKind other = kinds.besides(one.natural().taken()).stream().findFirst().orElse(one);
      throw StorageFailures.storage(
          "Dataset %s: the field %s has %s on page %d and %s on page %d; expected one type: cast it by a rule%s",
          dataset,
          shown(field),
          one.text(),
          kinds.firstPage(one),
          other.text(),
          kinds.firstPage(other),
          isKey ? "" : ", or declare \"type_changes\": \"json\"");
    }
    if (isKey && !type.get().isOfKeys()) {
      ValueKind kind = kinds.kinds().iterator().next();
      throw StorageFailures.storage(
          "Dataset %s: the key field %s has %s on page %d; expected texts, whole numbers of 64 bits, true or false, times or dates: cast it by a rule",
          dataset, shown(field), kind.text(), kinds.firstPage(kind));
    }
    return Optional.of(type.orElse(ColumnType.JSON));
  }

  /** A column of JSON, where values came that the field's column does not take. */
  private Optional<ColumnType> changed(String field, FieldColumns there, FieldKinds kinds) {
    DatasetColumn column = there.typed().orElseThrow();
    Set<ValueKind> strange = kinds.besides(column.type().taken());
    if (strange.isEmpty()) {
      return Optional.empty();
    }
    boolean isKey = key.contains(field);
    if (isKey || typeChanges == TypeChanges.REFUSE) {
      ValueKind kind = strange.iterator().next();
      throw StorageFailures.storage(
          "Dataset %s: the column %s is of the type %s, and page %d has %s in the field %s; expected the same type: cast it by a rule%s",
          dataset,
          column.name(),
          column.type().text(),
          kinds.firstPage(kind),
          kind.text(),
          shown(field),
          isKey ? "" : ", or declare \"type_changes\": \"json\"");
    }
    return there.json().isPresent() ? Optional.empty() : Optional.of(ColumnType.JSON);
  }

  private DatasetColumn column(
      List<DatasetColumn> missing, String field, FieldColumns there, ColumnType type) {
    String wanted =
        there
            .typed()
            .map(typed -> ColumnName.suffixed(typed.name(), "_json"))
            .orElseGet(() -> ColumnName.of(field));
    String name =
        ColumnName.free(
            wanted,
            held ->
                columns.isTaken(held)
                    || missing.stream().anyMatch(column -> column.name().equals(held)));
    return new DatasetColumn(name, field, type);
  }

  private static String shown(String field) {
    return UnicodeText.shown(field);
  }
}
