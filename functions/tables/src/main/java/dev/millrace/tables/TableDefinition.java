package dev.millrace.tables;

import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What a function knows of a table. The table itself may have more columns, which stay as they are;
 * columns that it lacks are added, so they must be optional once the table is there.
 *
 * @param database name of the Glue database
 */
public record TableDefinition(
    String database, String name, Schema schema, PartitionSpec partitions) {

  TableIdentifier identifier() {
    return TableIdentifier.of(database, name);
  }
}
