package dev.millrace.ingestion.row;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One row: values by the names of its fields, in the order of the source. A value is null, a {@link
 * Boolean}, a {@link Long}, a {@link Double}, a {@link String}, an {@link java.time.Instant}, a
 * {@link java.time.LocalDate}, a list or a map (by text) of values; a {@link java.math.BigInteger}
 * or {@link java.math.BigDecimal} where a long or a double would not hold the number exactly. Lists
 * and maps of a row are never changed in place, so that copies may share them. Not thread-safe.
 */
public final class Row {
  private Map<String, Object> values;

  /** A row without fields. */
  public Row() {
    this.values = new LinkedHashMap<>();
  }

  /** A row of these values, which it copies. */
  public Row(Map<String, ?> values) {
    this.values = new LinkedHashMap<>(values);
  }

  /** A row with the same fields, which can be changed by itself. */
  public Row copy() {
    return new Row(values);
  }

  /** Whether the field is there, be it null. */
  public boolean has(String field) {
    return values.containsKey(field);
  }

  /** The field's value; null where it is null or not there. */
  public Object value(String field) {
    return values.get(field);
  }

  /** Sets a field, in its place or behind the others. */
  public void set(String field, Object value) {
    values.put(Objects.requireNonNull(field), value);
  }

  /** Takes a field away; nothing where it is not there. */
  public void remove(String field) {
    values.remove(field);
  }

  /** Gives a field another name, in its place; takes away another field that has that name. */
  public void rename(String field, String to) {
    if (!values.containsKey(field) || field.equals(to)) {
      return;
    }
    Map<String, Object> renamed = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.equals(field)) {
            renamed.put(to, value);
          } else if (!name.equals(to)) {
            renamed.put(name, value);
          }
        });
    values = renamed;
  }

  /** The names of the fields, in order. */
  public List<String> names() {
    return new ArrayList<>(values.keySet());
  }

  /** The values by name, in order; a copy. */
  public Map<String, Object> values() {
    return new LinkedHashMap<>(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row row && row.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    // Values may be personal data; a row in a log would show them.
    return "row of " + values.keySet();
  }
}
