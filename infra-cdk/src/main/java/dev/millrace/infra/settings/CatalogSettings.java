package dev.millrace.infra.settings;

import java.util.regex.Pattern;

/**
 * What the databases of the Glue catalog are called, and so where their files are.
 *
 * @param databasePrefix stands before the names of the databases
 * @param tableOptimizers whether Glue keeps the Iceberg tables in order
 */
public record CatalogSettings(String databasePrefix, boolean tableOptimizers) {
  /**
   * What the keys of the files begin with of tables that users name: they lie apart from those of
   * declared tables.
   */
  public static final String INGESTED_FILES = "tables/ingested/";

  private static final Pattern PREFIX = Pattern.compile("([a-z][a-z0-9_]{0,30})?");

  static CatalogSettings of(SettingsReader reader) {
    return new CatalogSettings(
        reader
            .setting(
                "databasePrefix",
                "before the names of the Glue databases `bronze`, `silver` and `gold`: another one"
                    + " for each environment of an account",
                "**no**: Glue renames no database. Another prefix makes other databases with empty"
                    + " tables and leaves the old ones; the jobs would fill them from what bronze"
                    + " still has. Set it before the first deployment")
            .string(
                "",
                PREFIX,
                "lower-case letters, digits and underscores, at most 31, a letter first"),
        reader
            .setting(
                "tableOptimizers",
                "whether Glue compacts the Iceberg tables, forgets their old snapshots and deletes"
                    + " files that no snapshot names. Some regions have no optimizers: without"
                    + " them queries slow down as files grow in number, until somebody runs"
                    + " Athena's `OPTIMIZE` and `VACUUM`",
                "yes")
            .flag(true));
  }

  /** The Glue database of a layer: bronze, silver or gold. */
  public String database(String layer) {
    return databasePrefix + layer;
  }

  /** A table's folder in the lake bucket. */
  public String tableFolder(String layer, String table) {
    return "tables/%s/%s".formatted(database(layer), table);
  }

  /** What the keys of a table's files begin with, a slash at the end. */
  public String tableFiles(String layer, String table) {
    return tableFolder(layer, table) + "/";
  }
}
