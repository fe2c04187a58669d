package dev.millrace.local.sql;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A Glue table over JSON lines, such as those of bronze: its columns, and those that the names of
 * its folders hold.
 */
final class JsonLinesTable implements LakeTable {
  /** A record of 10 MB, in Base64 and with all that JSON escapes. */
  private static final int LONGEST_LINE = 64 * 1024 * 1024;

  private final Table table;
  private final S3Client s3;

  JsonLinesTable(Table table, S3Client s3) {
    this.table = table;
    this.s3 = s3;
  }

  /** Whether a Glue table is one of these. */
  static boolean is(Table table) {
    return table.storageDescriptor() != null
        && table.storageDescriptor().serdeInfo() != null
        && table
            .storageDescriptor()
            .serdeInfo()
            .serializationLibrary()
            .toLowerCase(Locale.ROOT)
            .contains("json");
  }

  @Override
  public void createView(Connection duckDb, TableName name, Path folder)
      throws SQLException, IOException {
    List<Path> files = copy(folder);
    String source =
        files.isEmpty()
            ? "(SELECT %s WHERE false)".formatted(nulls())
            : """
            read_json([%s], format = 'newline_delimited', columns = {%s}, hive_partitioning = true, \
            hive_types = {%s}, maximum_object_size = %d)\
            """
                .formatted(
                    files.stream().map(Identifiers::text).collect(Collectors.joining(", ")),
                    types(table.storageDescriptor().columns()),
                    types(table.partitionKeys()),
                    LONGEST_LINE);
    try (Statement statement = duckDb.createStatement()) {
      statement.execute("CREATE VIEW %s AS SELECT * FROM %s".formatted(name.quoted(), source));
    }
  }

  /** Copies the table's objects, under the names they have below its folder. */
  private List<Path> copy(Path folder) throws IOException {
    URI location = URI.create(table.storageDescriptor().location());
    String bucket = location.getHost();
    String prefix = location.getPath().replaceFirst("^/+", "");
    List<Path> files = new ArrayList<>();
    for (S3Object object :
        s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents()) {
      Path file = folder.resolve(object.key().substring(prefix.length()).replaceFirst("^/+", ""));
      Files.createDirectories(file.getParent());
      s3.getObject(request -> request.bucket(bucket).key(object.key()), file);
      files.add(file);
    }
    return files;
  }

  private static String types(List<Column> columns) {
    return columns.stream()
        .map(column -> Identifiers.text(column.name()) + ": " + Identifiers.text(type(column)))
        .collect(Collectors.joining(", "));
  }

  private String nulls() {
    return Stream.concat(
            table.storageDescriptor().columns().stream(), table.partitionKeys().stream())
        .map(column -> "NULL::" + type(column) + " AS " + Identifiers.name(column.name()))
        .collect(Collectors.joining(", "));
  }

  /** Hive's names of simple types are DuckDB's, but for text. */
  private static String type(Column column) {
    return column.type().equals("string") ? "VARCHAR" : column.type().toUpperCase(Locale.ROOT);
  }
}
