package dev.millrace.ingestion.dataset.column;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The columns of a dataset by the fields whose values they hold. A field has a column of its type,
 * one of JSON, or both where its type has changed. Immutable.
 */
public final class DatasetColumns {
  /** The table's property that names the columns which hold JSON, separated by commas. */
  public static final String JSON_COLUMNS = "millrace.json-columns";

  private final Map<String, DatasetColumn> byName;
  private final Map<String, FieldColumns> byField;

  /**
   * Where a field's values go.
   *
   * @param typed the column of its type, which gets the values that it takes
   * @param json the column of JSON, which gets every value
   */
  public record FieldColumns(Optional<DatasetColumn> typed, Optional<DatasetColumn> json) {
    static final FieldColumns NONE = new FieldColumns(Optional.empty(), Optional.empty());

    private FieldColumns with(DatasetColumn column) {
      return column.type() == ColumnType.JSON
          ? new FieldColumns(typed, Optional.of(column))
          : new FieldColumns(Optional.of(column), json);
    }
  }

  private DatasetColumns(Collection<DatasetColumn> columns) {
    byName = new LinkedHashMap<>();
    byField = new LinkedHashMap<>();
    for (DatasetColumn column : columns) {
      byName.put(column.name(), column);
      byField.put(column.field(), columns(column.field()).with(column));
    }
  }

  /** No columns yet. */
  public static DatasetColumns none() {
    return new DatasetColumns(List.of());
  }

  /** Those of a table, but for the technical ones. */
  public static DatasetColumns of(Table table) {
    Set<String> json = jsonColumns(table);
    return new DatasetColumns(
        table.schema().columns().stream()
            .filter(column -> !TechnicalColumns.NAMES.contains(column.name()))
            .map(column -> column(column, json.contains(column.name())))
            .toList());
  }

  private static Set<String> jsonColumns(Table table) {
    return Stream.of(table.properties().getOrDefault(JSON_COLUMNS, "").split(",", -1))
        .collect(Collectors.toSet());
  }

  private static DatasetColumn column(NestedField column, boolean json) {
    return new DatasetColumn(
        column.name(),
        column.doc() == null ? column.name() : column.doc(),
        ColumnType.of(column.type(), json));
  }

  /** These and others. */
  public DatasetColumns with(List<DatasetColumn> more) {
    List<DatasetColumn> all = new ArrayList<>(byName.values());
    all.addAll(more);
    return new DatasetColumns(all);
  }

  /** In the order of the table. */
  public List<DatasetColumn> all() {
    return List.copyOf(byName.values());
  }

  /** Whether a column has this name. */
  boolean isTaken(String name) {
    return byName.containsKey(name);
  }

  /** The columns that a field's values go to. */
  public FieldColumns columns(String field) {
    return byField.getOrDefault(field, FieldColumns.NONE);
  }

  /** What {@link #JSON_COLUMNS} is to hold. */
  public String jsonColumns() {
    return byName.values().stream()
        .filter(column -> column.type() == ColumnType.JSON)
        .map(DatasetColumn::name)
        .collect(Collectors.joining(","));
  }
}
