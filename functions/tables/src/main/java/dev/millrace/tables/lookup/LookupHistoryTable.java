package dev.millrace.tables.lookup;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;

import dev.millrace.features.lookup.LookupKey;
import dev.millrace.tables.TableDefinition;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;

/**
 * {@code lookup_history}: each row that a look-up table ever had, and from when on it was valid. A
 * key has one row for each {@code valid_from}.
 */
public final class LookupHistoryTable {
  static final String TABLE = "table";
  static final String KEY = "key";
  static final String VALID_FROM = "valid_from";
  private static final String ATTRIBUTES = "attributes";

  /** The attributes that are numbers, separated by commas; null where none is. */
  private static final String NUMBERS = "_millrace_numbers";

  private static final Schema SCHEMA =
      new Schema(
          required(1, TABLE, Types.StringType.get()),
          required(2, KEY, Types.StringType.get()),
          required(3, VALID_FROM, Types.TimestampType.withZone()),
          required(
              4,
              ATTRIBUTES,
              Types.MapType.ofOptional(6, 7, Types.StringType.get(), Types.StringType.get())),
          optional(5, NUMBERS, Types.StringType.get()));

  private LookupHistoryTable() {}

  /** The table in this database. */
  public static TableDefinition in(String database) {
    return new TableDefinition(
        database,
        "lookup_history",
        SCHEMA,
        PartitionSpec.builderFor(SCHEMA).identity(TABLE).build());
  }

  /** Fills a row of the table. */
  public static void fill(
      Record row, LookupKey key, Instant validFrom, StoredAttributes attributes) {
    row.setField(TABLE, key.table());
    row.setField(KEY, key.key());
    row.setField(VALID_FROM, validFrom.atOffset(ZoneOffset.UTC));
    row.setField(ATTRIBUTES, attributes.values());
    row.setField(
        NUMBERS, attributes.numbers().isEmpty() ? null : String.join(",", attributes.numbers()));
  }

  /** The key of a row of the table. */
  public static LookupKey key(Record row) {
    return new LookupKey((String) row.getField(TABLE), (String) row.getField(KEY));
  }

  /** From when on a row of the table is valid. */
  public static Instant validFrom(Record row) {
    return ((OffsetDateTime) row.getField(VALID_FROM)).toInstant();
  }

  /** The attributes of a row of the table. */
  public static StoredAttributes attributes(Record row) {
    Map<String, String> values = new HashMap<>();
    ((Map<?, ?>) row.getField(ATTRIBUTES))
        .forEach((name, value) -> values.put(name.toString(), value.toString()));
    String numbers = (String) row.getField(NUMBERS);
    return new StoredAttributes(values, numbers == null ? Set.of() : Set.of(numbers.split(",")));
  }
}
