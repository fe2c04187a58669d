package dev.millrace.tables;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/**
 * Adds the columns that a function knows and a table lacks: metadata only, no file is rewritten.
 */
final class MissingColumns {
  private MissingColumns() {}

  static TableState added(TableState table, Schema known) {
    if (missing(table, known).isEmpty()) {
      return table;
    }
    return AtomicCommit.commit(
            table,
            transaction -> {
              UpdateSchema update = transaction.updateSchema();
              for (Types.NestedField column : missing(table, known)) {
                update.addColumn(column.name(), column.type(), column.doc());
              }
              update.commit();
            },
            newer -> missing(newer, known).equals(missing(table, known)))
        .orElseGet(() -> added(table.reload(), known));
  }

  private static List<Types.NestedField> missing(TableState table, Schema known) {
    List<Types.NestedField> missing =
        known.columns().stream()
            .filter(column -> table.schema().findField(column.name()) == null)
            .toList();
    for (Types.NestedField column : missing) {
      if (column.isRequired()) {
        throw new IllegalStateException(
            "Table %s lacks the column %s, which is required; expected a column that was there from the beginning, or an optional one"
                .formatted(table, column.name()));
      }
    }
    return missing;
  }
}
