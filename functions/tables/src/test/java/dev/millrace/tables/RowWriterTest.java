package dev.millrace.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testsupport.LakeServers;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowWriterTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "number", Types.IntegerType.get()),
          Types.NestedField.required(2, "at", Types.TimestampType.withZone()),
          Types.NestedField.optional(
              3,
              "extra",
              Types.MapType.ofOptional(4, 5, Types.StringType.get(), Types.StringType.get())));
  private static final OffsetDateTime FIRST = OffsetDateTime.parse("2024-01-01T12:00:00.000001Z");

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private final TableState table =
      catalog.open(
          new TableDefinition(
              "silver",
              "table_" + UUID.randomUUID().toString().replace('-', '_'),
              SCHEMA,
              PartitionSpec.builderFor(SCHEMA).day("at").build()));
  private final Random random = new Random(7);

  @BeforeAll
  static void start() throws Exception {
    servers = new LakeServers(folder);
    catalog = new LakeCatalog(LakeServers.BUCKET, servers.catalogProperties());
  }

  @AfterAll
  static void stop() {
    catalog.close();
    servers.close();
  }

  /** Writes rows that are numbered from 0; one row object serves for all. */
  private static void write(RowWriter writer, Record row, int number, int day) {
    row.setField("number", number);
    row.setField("at", FIRST.plusDays(day));
    row.setField("extra", number % 3 == 0 ? null : Map.of("n", Integer.toString(number)));
    writer.write(row);
  }

  /** The numbers of the rows in each file, in their order. */
  private List<List<Integer>> numbers(List<DataFile> files) throws Exception {
    List<List<Integer>> numbers = new ArrayList<>();
    for (DataFile file : files) {
      List<Integer> ofFile = new ArrayList<>();
      try (CloseableIterable<Record> rows =
          Parquet.read(table.table().io().newInputFile(file))
              .project(SCHEMA)
              .createReaderFunc(read -> GenericParquetReaders.buildReader(SCHEMA, read))
              .build()) {
        for (Record row : rows) {
          int number = (Integer) row.getField("number");
          assertThat(row.getField("extra"))
              .isEqualTo(number % 3 == 0 ? null : Map.of("n", Integer.toString(number)));
          OffsetDateTime at = (OffsetDateTime) row.getField("at");
          assertThat(at.toLocalTime()).isEqualTo(FIRST.toLocalTime());
          assertThat(LocalDate.ofEpochDay(file.partition().get(0, Integer.class)))
              .isEqualTo(at.atZoneSameInstant(ZoneOffset.UTC).toLocalDate());
          ofFile.add(number);
        }
      }
      numbers.add(ofFile);
    }
    return numbers;
  }

  @Test
  void rowsOfManyPartitionsInNoOrderMakeOneFileAPartitionEachInTheOrderOfTheRows()
      throws Exception {
    Map<Integer, List<Integer>> days = new HashMap<>();
    List<DataFile> files;
    try (RowWriter writer = new RowWriter(table)) {
      Record row = writer.newRow();
      for (int number = 0; number < 600; number++) {
        int day = random.nextInt(100);
        days.computeIfAbsent(day, first -> new ArrayList<>()).add(number);
        write(writer, row, number, day);
        assertThat(writer.fileCount()).isEqualTo(days.size());
      }
      files = writer.complete();
    }

    assertThat(numbers(files)).containsExactlyInAnyOrderElementsOf(days.values());
  }

  @Test
  void rowsNeverWaitInMoreMemoryThanTheyMay() throws Exception {
    long most = 20_000;
    int rows = 2_000;
    List<DataFile> files;
    try (RowWriter writer = new RowWriter(table, most)) {
      for (int number = 0; number < rows; number++) {
        write(writer, writer.newRow(), number, random.nextInt(12));
        assertThat(writer.waitingBytes()).isLessThanOrEqualTo(most);
      }
      int promised = writer.fileCount();
      files = writer.complete();
      assertThat(files).hasSize(promised);
      assertThat(writer.waitingBytes()).isZero();
    }

    assertThat(files).hasSizeBetween(12 + 1, rows / 10);
    assertThat(numbers(files).stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, rows).boxed().toList());
    for (List<Integer> ofFile : numbers(files)) {
      assertThat(ofFile).isSorted();
    }
  }

  @Test
  void strayRowsOfOtherPartitionsStillMakeOneFileEachWhenMemoryIsShort() throws Exception {
    List<DataFile> files;
    try (RowWriter writer = new RowWriter(table, 20_000)) {
      for (int number = 0; number < 2_000; number++) {
        write(writer, writer.newRow(), number, number % 250 == 0 ? 1 + number % 4 : 0);
      }
      files = writer.complete();
    }

    assertThat(files).filteredOn(file -> file.recordCount() < 10).hasSize(2);
  }

  @Test
  void aWriterThatIsGivenUpHoldsNothingAndHasWrittenNothing() {
    int before = servers.s3().client().listObjectsV2(list -> list.bucket("lake")).keyCount();
    RowWriter writer = new RowWriter(table);
    write(writer, writer.newRow(), 1, 1);

    writer.close();

    assertThat(writer.waitingBytes()).isZero();
    assertThat(servers.s3().client().listObjectsV2(list -> list.bucket("lake")).keyCount())
        .isEqualTo(before);
  }

  @Test
  void theSettingsThatHadoopHasByDefaultAreNotReadForEachFile() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertThat(new Configuration().get("hadoop.tmp.dir")).isNotNull();

    Configuration without =
        HadoopDefaults.leftOut(
            () -> {
              Configuration made = new Configuration();
              made.set("own", "value");
              return made;
            });

    assertThat(without).extracting(java.util.Map.Entry::getKey).containsExactly("own");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }
}
