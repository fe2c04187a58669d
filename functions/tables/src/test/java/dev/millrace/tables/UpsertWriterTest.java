package dev.millrace.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.testsupport.LakeServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpsertWriterTest {
  private static final Schema SCHEMA =
      new Schema(
          NestedField.required(1, "id", Types.LongType.get()),
          NestedField.optional(2, "name", Types.StringType.get()));

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private final TableDefinition definition =
      new TableDefinition(
          "silver",
          "table_" + UUID.randomUUID().toString().replace('-', '_'),
          SCHEMA,
          PartitionSpec.unpartitioned(),
          "ingested");

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

  private static UpsertWriter.Files files(Table table, long id, String name) {
    try (UpsertWriter writer = new UpsertWriter(table, List.of(1))) {
      Record row = writer.newRow();
      row.setField("id", id);
      row.setField("name", name);
      writer.write(row);
      Record key = writer.newKey();
      key.setField("id", id);
      writer.replace(key);
      return writer.complete();
    }
  }

  private static void commit(TableState state, UpsertWriter.Files files) {
    AtomicCommit.commit(
        state,
        transaction -> {
          RowDelta delta = transaction.newRowDelta();
          files.data().forEach(delta::addRows);
          files.deletes().forEach(delta::addDeletes);
          delta.commit();
        });
  }

  private List<String> rows() throws Exception {
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(catalog.load("silver", definition.name()).table()).build()) {
      records.forEach(row -> rows.add(row.getField("id") + " " + row.getField("name")));
    }
    return rows;
  }

  @Test
  void deletesReachTheRowsOfEarlierCommitsOnly() throws Exception {
    TableState state = catalog.created(definition);
    commit(state, files(state.table(), 1, "old"));
    commit(state.reload(), files(state.table(), 2, "other"));
    commit(state.reload(), files(state.table(), 1, "new"));

    assertThat(rows()).containsExactlyInAnyOrder("1 new", "2 other");
  }

  @Test
  void filesThatWereWrittenForAPlannedTableGoWithTheTableOnceItIsThere() throws Exception {
    UpsertWriter.Files files = files(catalog.planned(definition), 1, "early");
    assertThat(catalog.find("silver", definition.name())).isEmpty();

    TableState state = catalog.created(definition);
    commit(state, files);

    assertThat(rows()).containsExactly("1 early");
    assertThat(state.table().location())
        .isEqualTo("s3://lake/tables/ingested/" + definition.name());
  }

  @Test
  void aPlannedColumnHasItsIdAndIsNotThere() throws Exception {
    TableState state = catalog.created(definition);
    Table planned =
        state.planned(update -> update.addColumn("late", Types.StringType.get(), "a label"));

    assertThat(planned.schema().findField("late").fieldId()).isEqualTo(3);
    assertThat(catalog.load("silver", definition.name()).schema().findField("late")).isNull();
  }

  @Test
  void filesHandedOnAsJsonAreTheSame() {
    TableState state = catalog.created(definition);
    UpsertWriter.Files files = files(state.table(), 1, "x");

    assertThat(
            ContentFilesJson.deletes(
                    state.table(), ContentFilesJson.write(state.table(), files.deletes()))
                .getFirst()
                .equalityFieldIds())
        .containsExactly(1);
    assertThat(
            ContentFilesJson.data(
                    state.table(), ContentFilesJson.write(state.table(), files.data()))
                .getFirst()
                .location())
        .isEqualTo(files.data().getFirst().location());
  }

  @Test
  void aTableWithPartitionsIsRefused() {
    TableState state =
        catalog.created(
            new TableDefinition(
                "silver",
                definition.name(),
                SCHEMA,
                PartitionSpec.builderFor(SCHEMA).identity("name").build()));

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new UpsertWriter(state.table(), List.of()))
        .withMessageContaining("expected a table without partitions");
  }
}
