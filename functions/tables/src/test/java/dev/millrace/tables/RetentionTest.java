package dev.millrace.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testsupport.LakeServers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "at", Types.TimestampType.withZone()));

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private final TableDefinition definition =
      new TableDefinition(
          "silver",
          "table_" + UUID.randomUUID().toString().replace('-', '_'),
          SCHEMA,
          PartitionSpec.builderFor(SCHEMA).day("at").build());

  private Instant now = Instant.parse("2025-01-20T00:00:00Z");

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

  private void append(String... times) {
    TableState table = catalog.open(definition);
    List<DataFile> files;
    try (RowWriter writer = new RowWriter(table)) {
      for (String time : times) {
        Record row = writer.newRow();
        row.setField("at", OffsetDateTime.parse(time));
        writer.write(row);
      }
      files = writer.complete();
    }
    assertThat(
            AtomicCommit.commit(
                table,
                transaction -> {
                  AppendFiles append = transaction.newAppend();
                  files.forEach(append::appendFile);
                  append.commit();
                }))
        .isPresent();
  }

  private List<String> rows() throws Exception {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(state().table()).build()) {
      records.forEach(row -> rows.add(row.getField("at").toString()));
    }
    return rows.stream().sorted().toList();
  }

  private TableState state() {
    return catalog.open(definition);
  }

  private void keep(int days) {
    new Retention(catalog, definition, OptionalInt.of(days), () -> now).apply();
  }

  @Test
  void wholeDaysGoAndNoFileIsWritten() throws Exception {
    append("2025-01-17T23:59:59.999999Z", "2025-01-18T00:00Z", "2025-01-19T12:00Z");

    keep(2);

    assertThat(rows()).containsExactly("2025-01-18T00:00Z", "2025-01-19T12:00Z");
    Snapshot snapshot = state().table().currentSnapshot();
    assertThat(snapshot.operation()).isEqualTo("delete");
    assertThat(snapshot.summary())
        .containsEntry("millrace.first-kept-day", "2025-01-18")
        .containsEntry("deleted-data-files", "1")
        .doesNotContainKey("added-data-files");
    assertThat(Retention.made(snapshot)).isTrue();
    assertThat(Retention.firstDay(state().properties())).isEqualTo(LocalDate.parse("2025-01-18"));
  }

  @Test
  void onceADayIsEnough() throws Exception {
    append("2025-01-17T12:00Z", "2025-01-19T12:00Z");
    keep(2);
    append("2025-01-17T13:00Z");
    keep(2);
    assertThat(rows()).hasSize(2);

    now = Instant.parse("2025-01-21T00:00:00Z");
    keep(2);

    assertThat(rows()).containsExactly("2025-01-19T12:00Z");
  }

  @Test
  void aDayWithoutRowsToDeleteMakesNoSnapshot() {
    append("2025-01-19T12:00Z");
    long snapshot = state().table().currentSnapshot().snapshotId();

    keep(2);

    assertThat(state().table().currentSnapshot().snapshotId()).isEqualTo(snapshot);
    assertThat(Retention.firstDay(state().properties())).isEqualTo(LocalDate.parse("2025-01-18"));
  }

  @Test
  void withoutASettingAllRowsStay() throws Exception {
    append("1999-01-19T12:00Z");

    new Retention(catalog, definition, OptionalInt.empty(), () -> now).apply();

    assertThat(rows()).hasSize(1);
    assertThat(Retention.firstDay(state().properties())).isEqualTo(LocalDate.MIN);
  }
}
