package dev.millrace.tables;

import dev.millrace.common.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.aws.AwsProperties;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * The lake's tables in the Glue catalog, their files in the lake bucket under {@code
 * tables/<database>/<table>}, or another folder that a definition names. Thread-safe.
 */
public final class LakeCatalog implements AutoCloseable {
  private static final Map<String, String> OF_EVERY_TABLE =
      Map.of(
          TableProperties.FORMAT_VERSION,
          "2",
          TableProperties.PARQUET_COMPRESSION,
          "zstd",
          // A commit that lost is looked at before it is made again, see AtomicCommit.
          TableProperties.COMMIT_NUM_RETRIES,
          "0",
          TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
          "true",
          TableProperties.METADATA_PREVIOUS_VERSIONS_MAX,
          "50");

  private final GlueCatalog catalog;
  private final String tables;

  /** The catalog of the function's account and region, and the bucket {@code LAKE_BUCKET}. */
  public LakeCatalog(Settings settings) {
    this(settings.text("LAKE_BUCKET"), Map.of());
  }

  /**
   * A catalog.
   *
   * @param properties Iceberg's own, which say where Glue and S3 are when they are not where the
   *     environment says
   */
  public LakeCatalog(String bucket, Map<String, String> properties) {
    this.tables = "s3://" + bucket + "/tables/";
    Map<String, String> all = new HashMap<>();
    all.put(CatalogProperties.WAREHOUSE_LOCATION, tables);
    all.put(CatalogProperties.FILE_IO_IMPL, "org.apache.iceberg.aws.s3.S3FileIO");
    all.put(AwsProperties.CLIENT_FACTORY, LakeClients.class.getName());
    all.putAll(properties);
    catalog = new GlueCatalog();
    catalog.setConf(new Configuration(false));
    catalog.initialize("lake", all);
  }

  /**
   * The table as it is now, created when it is not there, with the columns that it lacked.
   *
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached
   */
  public TableState open(TableDefinition definition) {
    TableState table;
    try {
      table = load(definition.identifier());
    } catch (NoSuchTableException notYet) {
      table = create(definition);
    }
    return MissingColumns.added(table, definition.schema());
  }

  /**
   * The table as it is now, created when it is not there. Unlike {@link #open}, it gets no column
   * where it is there.
   *
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached
   */
  public TableState created(TableDefinition definition) {
    return find(definition.database(), definition.name()).orElseGet(() -> create(definition));
  }

  /**
   * The table as {@link #created} would make it, for writing files that are committed once it is
   * there. Nothing is created. Where somebody else makes the table meanwhile, its columns may have
   * other ids: whoever commits compares them.
   *
   * @throws RuntimeException of Iceberg or the SDK when the catalog cannot be reached
   */
  public Table planned(TableDefinition definition) {
    return builder(definition).createOrReplaceTransaction().table();
  }

  /**
   * The table as it is now; empty when it is not there.
   *
   * @throws RuntimeException of Iceberg or the SDK when catalog or bucket cannot be reached
   */
  public Optional<TableState> find(String database, String name) {
    try {
      return Optional.of(load(database, name));
    } catch (NoSuchTableException notYet) {
      return Optional.empty();
    }
  }

  /** Where a table's files are, as its state says it. */
  public String location(TableDefinition definition) {
    return tables + definition.folder() + '/' + definition.name();
  }

  /**
   * The table as it is now.
   *
   * @throws NoSuchTableException when it is not there
   */
  public TableState load(String database, String name) {
    return load(TableIdentifier.of(database, name));
  }

  /**
   * The names of a database's tables that begin so, in order; none where the database is not there.
   *
   * @throws RuntimeException of Iceberg or the SDK when the catalog cannot be reached
   */
  public List<String> tables(String database, String prefix) {
    try {
      return catalog.listTables(Namespace.of(database)).stream()
          .map(TableIdentifier::name)
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (NoSuchNamespaceException notYet) {
      return List.of();
    }
  }

  TableState load(TableIdentifier identifier) {
    return TableState.of(this, identifier, catalog.loadTable(identifier));
  }

  private TableState create(TableDefinition definition) {
    createDatabase(Namespace.of(definition.database()));
    try {
      builder(definition).create();
    } catch (AlreadyExistsException created) {
      // By another run, in between: that one is as good.
      return load(definition.identifier());
    }
    return load(definition.identifier());
  }

  private Catalog.TableBuilder builder(TableDefinition definition) {
    return catalog
        .buildTable(definition.identifier(), definition.schema())
        .withPartitionSpec(definition.partitions())
        .withLocation(location(definition))
        .withProperties(OF_EVERY_TABLE);
  }

  private void createDatabase(Namespace database) {
    if (catalog.namespaceExists(database)) {
      return;
    }
    try {
      catalog.createNamespace(database, Map.of());
    } catch (AlreadyExistsException created) {
      // By another run, in between.
      return;
    }
  }

  @Override
  public void close() {
    try {
      catalog.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("The catalog did not close", failed);
    }
  }
}
