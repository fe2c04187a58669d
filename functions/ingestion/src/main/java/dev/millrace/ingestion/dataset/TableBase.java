package dev.millrace.ingestion.dataset;

import dev.millrace.tables.TableState;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types.NestedField;

/** The schema that files were written for, and whether they go with a later state of the table. */
final class TableBase {
  /** There was no table. */
  static final String NEW = "new";

  private TableBase() {}

  /** The name of a state's schema: two states with the same name give new columns the same ids. */
  static String of(Optional<TableState> state) {
    return state
        .map(there -> ((HasTableOperations) there.table()).operations().current())
        .map(TableBase::name)
        .orElse(NEW);
  }

  private static String name(TableMetadata metadata) {
    return "%s-%d-%d"
        .formatted(metadata.uuid(), metadata.currentSchemaId(), metadata.lastColumnId());
  }

  /** Whether the files can be committed on this state as they are. */
  static boolean fits(WrittenRows written, TableState state) {
    if (written.base().equals(NEW)) {
      // Without deletes; and the table was made for these columns, or by somebody else.
      return state.table().currentSnapshot() == null
          && hasAll(state.schema(), SchemaParser.fromJson(written.schema()).columns());
    }
    if (!written.added().isEmpty()) {
      return written.base().equals(of(Optional.of(state)));
    }
    return hasAll(state.schema(), SchemaParser.fromJson(written.schema()).columns());
  }

  private static boolean hasAll(Schema schema, List<NestedField> columns) {
    return columns.stream()
        .allMatch(
            column -> {
              NestedField there = schema.findField(column.fieldId());
              return there != null
                  && there.name().equals(column.name())
                  && there.type().equals(column.type());
            });
  }
}
