package dev.millrace.ingestion.dataset;

import static dev.millrace.ingestion.dataset.DatasetLake.DEADLINE;
import static dev.millrace.ingestion.dataset.DatasetLake.newSource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.stage.StagedRejection;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.tables.TableDefinition;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.DeclaredTables;
import dev.millrace.testsupport.Sweep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedRowsTest {
  @TempDir private static Path folder;
  private static DatasetLake lake;
  private static RejectedRows rejected;

  private final StagedSource at = newSource();

  @BeforeAll
  static void start() throws Exception {
    lake = new DatasetLake(folder);
    rejected = new RejectedRows(lake.catalog, DatasetLake.SILVER, lake.pages, lake.clock);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static void stage(StagedSource at) throws InterruptedException {
    for (int page = 1; page <= 2; page++) {
      lake.pages.write(
          at,
          page,
          "pages/" + page,
          List.of(),
          List.of(
              new StagedRejection(
                  page, "pages/" + page, 4, 1, "cast", "duration", "no number", "{\"id\":1}")),
          DEADLINE);
    }
  }

  private static List<List<Object>> rows(StagedSource at) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(lake.catalog.load(DatasetLake.SILVER, "rejected_rows").table())
            .where(Expressions.equal("job", at.job()))
            .build()) {
      records.forEach(
          row ->
              rows.add(
                  List.of(
                      row.getField("dataset"),
                      row.getField("page"),
                      row.getField("row"),
                      row.getField("position"),
                      row.getField("rule"),
                      row.getField("field"),
                      row.getField("reason"),
                      row.getField("row_json"),
                      row.getField("object"),
                      row.getField("rejected_at").toString())));
    }
    return rows;
  }

  private static List<Object> expected(int page) {
    return List.of(
        "tracks",
        page,
        4,
        1,
        "cast",
        "duration",
        "no number",
        "{\"id\":1}",
        "pages/" + page,
        "2026-12-01T10:00Z");
  }

  @Test
  void rejectedRowsSayWhyAndFromWhere() throws Exception {
    stage(at);

    assertThat(rejected.commit(at, "tracks", 2, DEADLINE)).isEqualTo(2);

    assertThat(rows(at)).containsExactlyInAnyOrder(expected(1), expected(2));
  }

  @Test
  void aSourceWithoutRejectedRowsAddsNothing() throws Exception {
    lake.pages.write(at, 1, "pages/1", List.of(), List.of(), DEADLINE);

    assertThat(rejected.commit(at, "tracks", 1, DEADLINE)).isZero();
    assertThat(rows(at)).isEmpty();
  }

  @Test
  void aDeathAtAnyCallAddsThemOnce() throws Exception {
    stage(at);
    List<String> made = Calls.counted().madeBy(() -> rejected.commit(at, "tracks", 2, DEADLINE));
    for (int call : Sweep.over(made)) {
      StagedSource dying = newSource();
      stage(dying);
      Calls.deathAfter(call).watchDying(() -> rejected.commit(dying, "tracks", 2, DEADLINE));

      assertThat(rejected.commit(dying, "tracks", 2, DEADLINE)).isEqualTo(2);
      assertThat(rows(dying)).hasSize(2);
    }
  }

  @Test
  void theDeploymentDeclaresTheTableAsItIsWritten() throws IOException {
    TableDefinition known = RejectedRows.in("silver");
    DeclaredTables.assertDeclared("silver", known.name(), known.schema(), known.partitions());
  }
}
