package dev.millrace.local.sql;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetFileWriter.Mode;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * The rows of an Iceberg table's current snapshot, in files on this machine that DuckDB reads.
 * Where no row was deleted and the schema was never changed, the data files say it all and are
 * copied as they are; else Iceberg reads the table, and its rows are written to a file.
 */
final class IcebergTable implements LakeTable {
  private final Table table;

  IcebergTable(Table table) {
    this.table = table;
  }

  @Override
  public void createView(Connection duckDb, TableName name, Path folder)
      throws SQLException, IOException {
    List<Path> files;
    try {
      files = files(folder);
    } catch (NotFoundException e) {
      throw new StackException(
          "%s was changed while it was read: run the statement again".formatted(name), e);
    }
    String read =
        files.stream()
            .map(Identifiers::text)
            .collect(Collectors.joining(", ", "read_parquet([", "])"));
    try (Statement statement = duckDb.createStatement()) {
      statement.execute("CREATE VIEW %s AS SELECT * FROM %s".formatted(name.quoted(), read));
    }
  }

  private List<Path> files(Path folder) throws IOException {
    List<String> planned = new ArrayList<>();
    boolean plain = table.schemas().size() == 1;
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        plain &= task.file().format() == FileFormat.PARQUET && task.deletes().isEmpty();
        planned.add(task.file().location());
      }
    }
    if (!plain || planned.isEmpty()) {
      Path file = folder.resolve("rows.parquet");
      write(file);
      return List.of(file);
    }
    List<Path> copies = new ArrayList<>();
    for (String location : planned) {
      Path copy = folder.resolve(copies.size() + ".parquet");
      try (InputStream bytes = table.io().newInputFile(location).newStream()) {
        Files.copy(bytes, copy);
      }
      copies.add(copy);
    }
    return copies;
  }

  private void write(Path file) throws IOException {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build();
        FileAppender<Record> appender =
            Parquet.write(org.apache.iceberg.Files.localOutput(file.toFile()))
                .schema(table.schema())
                .createWriterFunc(GenericParquetWriter::create)
                .set("write.parquet.compression-codec", "uncompressed")
                .build()) {
      appender.addAll(rows);
    }
    if (!Files.exists(file)) {
      writeWithoutRows(file);
    }
  }

  /** Iceberg writes no file that would have no rows. */
  private void writeWithoutRows(Path file) throws IOException {
    MessageType columns = ParquetSchemaUtil.convert(table.schema(), "table");
    try (ParquetFileWriter writer =
        new ParquetFileWriter(
            new LocalOutputFile(file),
            columns,
            Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            0,
            null,
            ParquetProperties.builder().build())) {
      writer.start();
      writer.end(Map.of());
    }
  }
}
