package dev.millrace.local.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.fixture.LakeServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.aws.glue.GlueCatalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's catalog on the imitation: its commits rest on the version of a Glue table. */
class IcebergCommitsTest {
  private static final TableIdentifier TABLE = TableIdentifier.of("silver", "events");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "event_id", Types.StringType.get()));

  private LakeServices services;
  private GlueCatalog catalog;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    services = LakeServices.start(directory, "lake");
    catalog = services.catalog();
    catalog.createNamespace(Namespace.of("silver"), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    catalog.close();
    services.close();
  }

  @Test
  void aTableIsListedRenamedAndDropped() {
    create(Map.of());

    assertThat(catalog.listNamespaces()).containsExactly(Namespace.of("silver"));
    assertThat(catalog.listTables(Namespace.of("silver"))).containsExactly(TABLE);
    TableIdentifier other = TableIdentifier.of("silver", "other");
    catalog.renameTable(TABLE, other);
    assertThat(catalog.tableExists(TABLE)).isFalse();
    assertThat(catalog.dropTable(other, true)).isTrue();
    assertThat(catalog.dropNamespace(Namespace.of("silver"))).isTrue();
  }

  @Test
  void ofTwoCommitsOnTheSameVersionOneFails() throws Exception {
    create(Map.of());
    TableOperations second = ((HasTableOperations) catalog.loadTable(TABLE)).operations();
    TableMetadata base = second.current();
    TableMetadata changed = TableMetadata.buildFrom(base).setProperties(Map.of("a", "b")).build();

    catalog.loadTable(TABLE).newAppend().appendFile(file("first")).commit();

    assertThatThrownBy(() -> second.commit(base, changed))
        .isInstanceOf(CommitFailedException.class);
    assertThat(files()).containsExactly("first");
  }

  @Test
  void concurrentCommitsThatAreRetriedAllArrive() throws Exception {
    create(Map.of("commit.retry.num-retries", "100", "commit.retry.min-wait-ms", "1"));
    int writers = 2;
    int commits = 5;
    CyclicBarrier together = new CyclicBarrier(writers);
    List<Future<?>> writing = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      for (int writer = 0; writer < writers; writer++) {
        String name = "writer-" + writer + "-";
        writing.add(
            threads.submit(
                () -> {
                  Table table = catalog.loadTable(TABLE);
                  for (int commit = 0; commit < commits; commit++) {
                    together.await();
                    table.newAppend().appendFile(file(name + commit)).commit();
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writing) {
        writer.get();
      }
    }

    assertThat(files()).hasSize(writers * commits).doesNotHaveDuplicates();
  }

  private void create(Map<String, String> properties) {
    catalog.createTable(TABLE, SCHEMA, PartitionSpec.unpartitioned(), properties);
  }

  /** A file that a commit names; nobody reads it. */
  private static DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(name)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(1)
        .withRecordCount(1)
        .build();
  }

  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    try (var planned = catalog.loadTable(TABLE).newScan().planFiles()) {
      planned.forEach(task -> files.add(task.file().location()));
    }
    return files;
  }
}
