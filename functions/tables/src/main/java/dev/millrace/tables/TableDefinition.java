package dev.millrace.tables;

import java.util.Objects;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a function knows of a table. The table itself may have more columns, which stay as they are;
 * columns that it lacks are added, so they must be optional once the table is there.
 *
 * @param database name of the Glue database
 * @param folder where a table that is created has its files: {@code tables/FOLDER/NAME} of the lake
 *     bucket
 */
public record TableDefinition(
    String database, String name, Schema schema, PartitionSpec partitions, String folder) {
  /** Checks that nothing is missing. */
  public TableDefinition {
    Objects.requireNonNull(database);
    Objects.requireNonNull(name);
    Objects.requireNonNull(schema);
    Objects.requireNonNull(partitions);
    Objects.requireNonNull(folder);
  }

  /** A table whose files are in the folder of its database. */
  public TableDefinition(String database, String name, Schema schema, PartitionSpec partitions) {
    this(database, name, schema, partitions, database);
  }

  TableIdentifier identifier() {
    return TableIdentifier.of(database, name);
  }
}
