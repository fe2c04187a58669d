package dev.millrace.local.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A table that can be made visible to DuckDB. */
interface LakeTable {
  /**
   * Creates a view of the table, as it is now, in a schema that is there.
   *
   * @param folder an empty one, for files that the view reads
   */
  void createView(Connection duckDb, TableName name, Path folder) throws SQLException, IOException;
}
