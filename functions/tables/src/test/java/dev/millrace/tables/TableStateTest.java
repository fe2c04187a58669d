package dev.millrace.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.Compaction;
import dev.millrace.testsupport.LakeServers;
import dev.millrace.testsupport.Sweep;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableStateTest {
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.StringType.get()),
          Types.NestedField.required(2, "at", Types.TimestampType.withZone()));
  private static final String CURSOR = "millrace.cursor.shard";

  @TempDir private static Path folder;
  private static LakeServers servers;
  private static LakeCatalog catalog;

  private final TableDefinition definition =
      new TableDefinition(
          "silver",
          "table_" + UUID.randomUUID().toString().replace('-', '_'),
          SCHEMA,
          PartitionSpec.builderFor(SCHEMA).day("at").build());

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

  private static List<DataFile> files(TableState table, String... ids) {
    try (RowWriter writer = new RowWriter(table)) {
      for (String id : ids) {
        Record row = writer.newRow();
        row.setField("id", id);
        row.setField("at", OffsetDateTime.parse("2025-01-12T23:59:59+00:00"));
        writer.write(row);
      }
      return writer.complete();
    }
  }

  private static Optional<TableState> append(TableState table, String cursor, String... ids) {
    List<DataFile> files = files(table, ids);
    Optional<String> read = table.property(CURSOR);
    return AtomicCommit.commit(
        table,
        transaction -> {
          AppendFiles append = transaction.newAppend().set("millrace.consumed", cursor);
          files.forEach(append::appendFile);
          append.commit();
          transaction.updateProperties().set(CURSOR, cursor).commit();
        },
        newer -> newer.property(CURSOR).equals(read));
  }

  private List<String> ids() throws Exception {
    List<String> ids = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(catalog.open(definition).table()).build()) {
      rows.forEach(row -> ids.add(row.getField("id").toString()));
    }
    return ids.stream().sorted().toList();
  }

  private Void compact() {
    Compaction.of(catalog.open(definition).table());
    return null;
  }

  @Test
  void aTableIsCreatedWhereItsFilesBelongAndOpenedAgain() {
    TableState created = catalog.open(definition);
    TableState opened = catalog.open(definition);

    assertThat(created.table().location())
        .isEqualTo("s3://lake/tables/silver/" + definition.name());
    assertThat(created.table().uuid()).isEqualTo(opened.table().uuid());
    assertThat(opened.properties())
        .containsEntry("write.parquet.compression-codec", "zstd")
        .containsEntry("commit.retry.num-retries", "0");
    assertThat(
            ((org.apache.iceberg.HasTableOperations) opened.table())
                .operations()
                .current()
                .formatVersion())
        .isEqualTo(2);
  }

  @Test
  void rowsCursorAndSummaryMoveTogether() throws Exception {
    TableState after = append(catalog.open(definition), "1", "a", "b").orElseThrow();

    assertThat(ids()).containsExactly("a", "b");
    assertThat(after.property(CURSOR)).contains("1");
    assertThat(after.table().currentSnapshot().summary()).containsEntry("millrace.consumed", "1");
  }

  @Test
  void aCommitWithoutRowsIsASnapshotToo() throws Exception {
    TableState empty = append(catalog.open(definition), "1").orElseThrow();
    assertThat(empty.table().currentSnapshot().summary()).containsEntry("millrace.consumed", "1");

    TableState first = append(empty, "2", "a").orElseThrow();
    TableState second = append(first, "3").orElseThrow();

    assertThat(second.table().snapshots()).hasSize(3);
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void ofTwoRunsThatReadTheSameStateOneCommits() throws Exception {
    TableState one = catalog.open(definition);
    TableState other = catalog.open(definition);

    assertThat(append(one, "1", "a")).isPresent();
    assertThat(append(other, "1", "a")).isEmpty();
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void aCompactionInBetweenIsCommittedOver() throws Exception {
    TableState base = append(catalog.open(definition), "1", "a", "b").orElseThrow();
    append(base, "2", "c");
    TableState read = catalog.open(definition);
    compact();

    TableState after = append(read, "3", "d").orElseThrow();

    assertThat(ids()).containsExactly("a", "b", "c", "d");
    assertThat(after.property(CURSOR)).contains("3");
  }

  @Test
  void aColumnThatTheTableLacksIsAddedAndOneThatItHasBesidesStaysEmpty() throws Exception {
    append(catalog.open(definition), "1", "a");
    Schema more =
        new Schema(
            Types.NestedField.required(1, "id", Types.StringType.get()),
            Types.NestedField.required(2, "at", Types.TimestampType.withZone()),
            Types.NestedField.optional(3, "region", Types.StringType.get()),
            Types.NestedField.optional(
                4,
                "extra",
                Types.MapType.ofOptional(5, 6, Types.StringType.get(), Types.StringType.get())));
    TableDefinition newer =
        new TableDefinition(
            definition.database(), definition.name(), more, PartitionSpec.unpartitioned());
    TableState oldReader = catalog.open(definition);

    TableState table = catalog.open(newer);
    try (RowWriter writer = new RowWriter(table)) {
      Record row = writer.newRow();
      row.setField("id", "b");
      row.setField("at", OffsetDateTime.parse("2025-01-13T00:00:00+00:00"));
      row.setField("region", "eu");
      row.setField("extra", Map.of("k", "v"));
      writer.write(row);
      List<DataFile> files = writer.complete();
      AtomicCommit.commit(
          table,
          transaction -> {
            AppendFiles append = transaction.newAppend();
            files.forEach(append::appendFile);
            append.commit();
          },
          state -> true);
    }

    assertThat(oldReader.schema().columns()).hasSize(2);
    append(catalog.open(definition), "2", "c");
    List<String> rows = new ArrayList<>();
    try (CloseableIterable<Record> all =
        IcebergGenerics.read(catalog.open(newer).table()).build()) {
      all.forEach(
          row ->
              rows.add(
                  row.getField("id") + " " + row.getField("region") + " " + row.getField("extra")));
    }
    assertThat(rows).containsExactlyInAnyOrder("a null null", "b eu {k=v}", "c null null");
  }

  @Test
  void aRequiredColumnThatTheTableLacksIsRefused() {
    catalog.open(definition);
    Schema more =
        new Schema(
            Types.NestedField.required(1, "id", Types.StringType.get()),
            Types.NestedField.required(2, "region", Types.StringType.get()));

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                catalog.open(
                    new TableDefinition(
                        definition.database(),
                        definition.name(),
                        more,
                        PartitionSpec.unpartitioned())))
        .withMessageContaining("region");
  }

  @Test
  void rowsOfManyPartitionsAreWrittenWithFewFilesOpen() throws Exception {
    TableState table = catalog.open(definition);
    List<DataFile> files;
    try (RowWriter writer = new RowWriter(table)) {
      for (int i = 0; i < 80; i++) {
        Record row = writer.newRow();
        row.setField("id", "%02d".formatted(i));
        row.setField("at", OffsetDateTime.parse("2025-01-01T00:00:00+00:00").plusDays(i % 40));
        writer.write(row);
      }
      files = writer.complete();
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(40);
    assertThat(files.stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(80);
    AtomicCommit.commit(
        table,
        transaction -> {
          AppendFiles append = transaction.newAppend();
          files.forEach(append::appendFile);
          append.commit();
        },
        state -> true);
    assertThat(ids()).hasSize(80).doesNotHaveDuplicates();
  }

  @Test
  void deathOrALostAnswerAtAnyCallLeavesAllOrNothing() throws Exception {
    append(catalog.open(definition), "0", "a");
    List<String> made =
        Calls.countedWithReads().madeBy(() -> append(catalog.open(definition), "1", "b"));
    startOver();
    for (int call : Sweep.over(made)) {
      for (Calls calls : List.of(Calls.deathBefore(call), Calls.answerLost(call))) {
        calls.watchDying(() -> append(catalog.open(definition), "1", "b"));

        TableState now = catalog.open(definition);
        assertThat(ids())
            .isEqualTo(
                now.property(CURSOR).orElseThrow().equals("1") ? List.of("a", "b") : List.of("a"));
        if (now.property(CURSOR).orElseThrow().equals("1")) {
          startOver();
        }
      }
    }
  }

  private void startOver() {
    // The same table with nothing but its first row.
    TableState now = catalog.open(definition);
    AtomicCommit.commit(
        now,
        transaction -> {
          transaction
              .newDelete()
              .deleteFromRowFilter(org.apache.iceberg.expressions.Expressions.alwaysTrue())
              .commit();
          transaction.updateProperties().set(CURSOR, "0").commit();
        },
        state -> true);
    append(catalog.open(definition), "0", "a");
  }

  @Test
  void anotherRunOrACompactionBeforeAnyCallNeitherLosesNorDoubles() throws Exception {
    append(catalog.open(definition), "0", "a");
    List<String> made = Calls.counted().madeBy(this::appendOnce);
    startOver();
    for (int call : Sweep.over(made)) {
      for (boolean run : List.of(true, false)) {
        Calls.deedBefore(call, () -> run ? appendOnce() : compact()).watch(this::appendOnce);
        assertThat(ids()).as("call %d", call).containsExactly("a", "b");
        assertThat(catalog.open(definition).property(CURSOR)).contains("1");
        startOver();
      }
    }
  }

  private Optional<TableState> appendOnce() {
    TableState read = catalog.open(definition);
    return read.property(CURSOR).orElseThrow().equals("0")
        ? append(read, "1", "b")
        : Optional.of(read);
  }
}
