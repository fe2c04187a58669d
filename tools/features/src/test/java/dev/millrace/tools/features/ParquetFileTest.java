package dev.millrace.tools.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two other implementations read the files: DuckDB and parquet-java. */
class ParquetFileTest {
  private record Row(String text, long time, int number, String maybe) {}

  private static final int ROWS_OF_A_PAGE = 1_009;

  @TempDir private Path folder;

  @Test
  void rowsOfManyPagesAndGroupsAreReadBackInTheirOrder() throws Exception {
    Random random = new Random(5);
    List<Row> rows =
        IntStream.range(0, 300_000)
            .mapToObj(
                i ->
                    new Row(
                        "é".repeat(random.nextInt(20)) + i,
                        random.nextLong(4_000_000_000_000L),
                        random.nextInt(),
                        random.nextInt(3) == 0 ? null : Integer.toString(random.nextInt(100))))
            .toList();

    write(rows);

    assertThat(read()).isEqualTo(rows);
    assertThat(rowGroups()).isGreaterThan(2);
  }

  @Test
  void aValueMayBeLongerThanMostPages() throws Exception {
    List<Row> rows =
        Stream.of(1, 3 << 20, 2, 1 << 20, 0)
            .map(length -> new Row("x".repeat(length), length, length, "y".repeat(length)))
            .toList();

    write(rows);

    assertThat(read()).isEqualTo(rows);
  }

  @Test
  void longValuesEndARowGroupEarly() throws Exception {
    List<Row> rows =
        IntStream.range(0, 3_000).mapToObj(i -> new Row(incompressible(i), i, i, null)).toList();

    write(rows);

    assertThat(read()).isEqualTo(rows);
    assertThat(rowGroups()).isGreaterThan(1);
  }

  @Test
  void aColumnMayHoldNothingButNulls() throws Exception {
    List<Row> rows = IntStream.range(0, 1_001).mapToObj(i -> new Row("", i, i, null)).toList();

    write(rows);

    assertThat(read()).isEqualTo(rows);
  }

  @Test
  void aFileOfNoRowsIsOne() throws Exception {
    write(List.of());

    assertThat(read()).isEmpty();
    assertThat(rowGroups()).isZero();
  }

  private static String incompressible(int seed) {
    StringBuilder text = new StringBuilder();
    new Random(seed).ints(1 << 13, ' ', '~').forEach(character -> text.append((char) character));
    return text.toString();
  }

  private Path path() {
    return folder.resolve("rows.parquet");
  }

  private void write(List<Row> rows) throws IOException {
    List<ParquetColumn> columns =
        List.of(
            ParquetColumn.text("text", false),
            ParquetColumn.timestamp("time"),
            ParquetColumn.wholeNumber("number", false),
            ParquetColumn.text("maybe", true),
            ParquetColumn.doubleNumber("fraction", true));
    List<ParquetPage> pages = columns.stream().map(ParquetColumn::page).toList();
    try (ParquetFile file = new ParquetFile(path(), columns);
        ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(1)) {
      for (int from = 0; from < rows.size(); from += ROWS_OF_A_PAGE) {
        pages.forEach(ParquetPage::clear);
        rows.subList(from, Math.min(rows.size(), from + ROWS_OF_A_PAGE))
            .forEach(row -> add(pages, row));
        pages.forEach(page -> page.end(zstd));
        file.append(pages);
      }
    }
  }

  private static void add(List<ParquetPage> pages, Row row) {
    pages.get(0).add(row.text());
    pages.get(1).add(row.time());
    pages.get(2).add(row.number());
    if (row.maybe() == null) {
      pages.get(3).addNull();
      pages.get(4).addNull();
    } else {
      pages.get(3).add(row.maybe());
      pages.get(4).add(row.number() / 4.0);
    }
  }

  private List<Row> read() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT text, epoch_ms(time), number, maybe, fraction FROM '%s'"
                    .formatted(path()))) {
      while (result.next()) {
        rows.add(
            new Row(result.getString(1), result.getLong(2), result.getInt(3), result.getString(4)));
        assertThat(result.getObject(5))
            .isEqualTo(result.getString(4) == null ? null : result.getInt(3) / 4.0);
      }
    }
    return rows;
  }

  /** As parquet-java counts them, whose pages it checks too. */
  private int rowGroups() throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(new LocalInputFile(path()), ParquetReadOptions.builder().build())) {
      long rows = 0;
      for (var group = reader.readNextRowGroup(); group != null; ) {
        rows += group.getRowCount();
        group = reader.readNextRowGroup();
      }
      assertThat(rows).isEqualTo(reader.getRecordCount());
      return reader.getRowGroups().size();
    }
  }
}
