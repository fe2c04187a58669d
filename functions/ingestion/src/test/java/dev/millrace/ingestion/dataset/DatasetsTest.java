package dev.millrace.ingestion.dataset;

import static dev.millrace.ingestion.dataset.DatasetLake.DEADLINE;
import static dev.millrace.ingestion.dataset.DatasetLake.newDataset;
import static dev.millrace.ingestion.dataset.DatasetLake.newSource;
import static dev.millrace.ingestion.dataset.DatasetLake.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.dataset.column.ColumnType;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.StepFailure;
import dev.millrace.tables.TableDefinition;
import dev.millrace.testsupport.Compaction;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir private static Path folder;
  private static DatasetLake lake;

  private final DatasetDefinition keyed = newDataset("id");
  private final DatasetDefinition appended = newDataset();

  @BeforeAll
  static void start() throws Exception {
    lake = new DatasetLake(folder);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  @Test
  void writingLeavesNoTable() throws Exception {
    StagedSource at = newSource();
    lake.stage(at, List.of(row("id", 1L)));

    DatasetRows written = lake.datasets.write(keyed, at, 1, DEADLINE);

    assertThat(written.rows()).isEqualTo(1);
    assertThat(written.columns()).containsExactly(new DatasetColumn("id", "id", ColumnType.LONG));
    assertThat(written.snapshot()).isEmpty();
    assertThat(lake.isThere(keyed)).isFalse();
    assertThat(lake.catalogue.find(keyed.name(), DEADLINE)).isEmpty();
  }

  @Test
  void writingLeavesATableAsItWas() throws Exception {
    lake.store(keyed, row("id", 1L));
    Table before = lake.table(keyed);
    StagedSource at = newSource();
    lake.stage(at, List.of(row("id", 1L, "name", "new")));

    lake.datasets.write(keyed, at, 1, DEADLINE);

    Table after = lake.table(keyed);
    assertThat(after.schema().sameSchema(before.schema())).isTrue();
    assertThat(after.currentSnapshot()).isEqualTo(before.currentSnapshot());
    assertThat(after.properties()).isEqualTo(before.properties());
  }

  @Test
  void committingTwiceStoresOnce() throws Exception {
    StagedSource at = newSource();
    lake.stage(at, List.of(row("id", 1L), row("id", 2L)));

    DatasetRows first = lake.datasets.commit(appended, at, 1, DEADLINE);
    DatasetRows second = lake.datasets.commit(appended, at, 1, DEADLINE);

    assertThat(first.snapshot()).isPresent();
    assertThat(second).isEqualTo(first);
    assertThat(lake.datasets.write(appended, at, 1, DEADLINE)).isEqualTo(first);
    assertThat(lake.rows(appended, "id")).hasSize(2);
  }

  @Test
  void aDatasetWithoutAKeyIsAppendedByEachJob() throws Exception {
    lake.store(appended, row("id", 1L));
    lake.store(appended, row("id", 1L));

    assertThat(lake.rows(appended, "id")).containsExactly(List.of(1L), List.of(1L));
  }

  @Test
  void aLaterRunReplacesTheRowsOfItsKeysAndKeepsTheOthers() throws Exception {
    lake.store(keyed, row("id", 1L, "name", "one"), row("id", 2L, "name", "two"));
    lake.store(keyed, row("id", 2L, "name", "zwei"), row("id", 3L, "name", "drei"));

    assertThat(lake.rows(keyed, "id", "name"))
        .containsExactlyInAnyOrder(List.of(1L, "one"), List.of(2L, "zwei"), List.of(3L, "drei"));
  }

  @Test
  void theLastRowOfAKeyWinsWithinARun() throws Exception {
    StagedSource at = newSource();
    lake.stage(
        at,
        List.of(row("id", 1L, "name", "first"), row("id", 2L, "name", "only")),
        List.of(row("id", 1L, "name", "second"), row("id", 1L, "name", "third")));

    DatasetRows stored = lake.datasets.commit(keyed, at, 2, DEADLINE);

    assertThat(stored.rows()).isEqualTo(2);
    assertThat(stored.repeated()).isEqualTo(2);
    assertThat(lake.rows(keyed, "id", "name", "_millrace_page"))
        .containsExactlyInAnyOrder(List.of(1L, "third", 2), List.of(2L, "only", 1));
  }

  @Test
  void aKeyCanHaveSeveralColumnsOfAllItsTypes() throws Exception {
    DatasetDefinition listens = newDataset("user", "day", "at", "skipped");
    var at = Instant.parse("2026-11-30T23:59:59.123456Z");
    var day = LocalDate.of(2026, 11, 30);
    lake.store(
        listens,
        row("user", "a", "day", day, "at", at, "skipped", true, "n", 1L),
        row("user", "a", "day", day, "at", at, "skipped", false, "n", 2L));
    lake.store(
        listens,
        row("user", "a", "day", day, "at", at, "skipped", true, "n", 3L),
        row("user", "a", "day", day, "at", at.plusNanos(1_000), "skipped", true, "n", 4L));

    assertThat(lake.rows(listens, "n"))
        .containsExactlyInAnyOrder(List.of(2L), List.of(3L), List.of(4L));
  }

  @Test
  void rowsSayWhereTheyCameFrom() throws Exception {
    StagedSource at = newSource();
    lake.stage(at, List.of(row("id", 1L)));
    lake.datasets.commit(keyed, at, 1, DEADLINE);

    assertThat(
            lake.rows(
                keyed, "_millrace_job", "_millrace_source", "_millrace_page", "_millrace_object"))
        .containsExactly(List.of(at.job(), at.source(), 1, "pages/1"));
  }

  @Test
  void filesLieInAFolderOfTheirOwn() throws Exception {
    lake.store(keyed, row("id", 1L));

    assertThat(lake.table(keyed).location()).isEqualTo("s3://lake/tables/ingested/" + keyed.name());
    assertThat(lake.servers.s3().keys("lake"))
        .anyMatch(key -> key.startsWith("tables/ingested/" + keyed.name() + "/data/"));
  }

  @Test
  void aNewTableIsKeptInOrder() throws Exception {
    lake.store(keyed, row("id", 1L));

    assertThat(lake.servers.glue().optimizers().keySet())
        .contains(
            "silver." + keyed.name() + " compaction",
            "silver." + keyed.name() + " retention",
            "silver." + keyed.name() + " orphan_file_deletion");
  }

  @Test
  void keyColumnsAreTheTablesIdentifier() throws Exception {
    lake.store(keyed, row("name", "one", "id", 1L));

    assertThat(lake.table(keyed).schema().identifierFieldNames()).containsExactly("id");
    assertThat(lake.table(keyed).schema().findField("id").isRequired()).isTrue();
    assertThat(lake.table(keyed).schema().findField("name").isRequired()).isFalse();
  }

  @Test
  void aRowWithoutAKeyFailsTheSourceWithoutATrace() {
    assertFails(
        FailureCategory.STORAGE,
        "Dataset %s: a row of page 1 has no value in the key field id".formatted(keyed.name()),
        () -> lake.store(keyed, row("id", 1L), row("name", "x")));
    assertThat(lake.isThere(keyed)).isFalse();
  }

  @Test
  void aSourceWithoutRowsMakesNoTable() throws Exception {
    DatasetRows stored = lake.store(keyed);

    assertThat(stored).isEqualTo(new DatasetRows(0, 0, List.of(), stored.snapshot()));
    assertThat(lake.isThere(keyed)).isFalse();
  }

  @Test
  void aSourceWithoutRowsLeavesATableAsItWas() throws Exception {
    lake.store(keyed, row("id", 1L));
    lake.store(keyed);

    assertThat(lake.rows(keyed, "id")).containsExactly(List.of(1L));
  }

  @Test
  void anotherOwnersDatasetIsRefused() throws Exception {
    lake.store(keyed, row("id", 1L));
    DatasetDefinition foreign =
        new DatasetDefinition(
            keyed.name(), keyed.key(), keyed.timeColumn(), keyed.typeChanges(), "bob");

    assertFails(
        FailureCategory.STORAGE,
        "dataset held \"%s\", expected a name that is free".formatted(keyed.name()),
        () -> lake.store(foreign, row("id", 2L)));
    assertThat(lake.rows(keyed, "id")).containsExactly(List.of(1L));
  }

  @Test
  void aTableThatNoJobHasMadeIsRefused() {
    Schema schema = new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()));
    lake.catalog.open(
        new TableDefinition(
            DatasetLake.SILVER, keyed.name(), schema, PartitionSpec.unpartitioned()));

    assertFails(
        FailureCategory.STORAGE, "which no job has made", () -> lake.store(keyed, row("id", 1L)));
  }

  @Test
  void moreRowsThanARunMayHaveAreALimit() throws Exception {
    StagedSource at = newSource();
    List<Row> half =
        LongStream.range(0, DatasetLake.MOST_ROWS / 2 + 1).mapToObj(id -> row("id", id)).toList();
    lake.stage(at, half, half);

    assertFails(
        FailureCategory.LIMIT,
        "more than 10,000 rows",
        () -> lake.datasets.write(keyed, at, 2, DEADLINE));
  }

  @Test
  void anotherJobThatAddedColumnsMeanwhileLosesNothing() throws Exception {
    lake.store(keyed, row("id", 1L));
    StagedSource slow = newSource();
    lake.stage(slow, List.of(row("id", 1L, "slow", "s")));
    lake.datasets.write(keyed, slow, 1, DEADLINE);
    lake.store(keyed, row("id", 1L, "fast", "f"), row("id", 2L, "fast", "f"));

    lake.datasets.commit(keyed, slow, 1, DEADLINE);

    assertThat(lake.rows(keyed, "id", "slow", "fast"))
        .containsExactlyInAnyOrder(Arrays.asList(1L, "s", null), Arrays.asList(2L, null, "f"));
  }

  @Test
  void filesOfARunGoWithATableThatHasOnlyMoreRows() throws Exception {
    lake.store(keyed, row("id", 1L, "name", "a"));
    StagedSource slow = newSource();
    lake.stage(slow, List.of(row("id", 1L, "name", "slow")));
    lake.datasets.write(keyed, slow, 1, DEADLINE);
    int files = dataFiles();
    lake.store(keyed, row("id", 1L, "name", "b"), row("id", 2L, "name", "b"));

    lake.datasets.commit(keyed, slow, 1, DEADLINE);

    assertThat(lake.rows(keyed, "id", "name"))
        .containsExactlyInAnyOrder(List.of(1L, "slow"), List.of(2L, "b"));
    // One file of rows and one of deletes by the other job, none by this one.
    assertThat(dataFiles()).isEqualTo(files + 2);
  }

  @Test
  void rowsOfAnEarlierJobTakeNoPlaceOfThoseOfALaterOne() throws Exception {
    StagedSource earlier = new StagedSource("20261201T100000Z-000000000001", "tracks");
    StagedSource later = new StagedSource("20261201T110000Z-000000000001", "tracks");
    lake.stage(earlier, List.of(row("id", 1L, "name", "earlier")));
    lake.stage(later, List.of(row("id", 1L, "name", "later")));
    lake.datasets.write(keyed, earlier, 1, DEADLINE);
    lake.datasets.commit(keyed, later, 1, DEADLINE);

    assertFails(
        FailureCategory.STORAGE,
        "the job 20261201T110000Z-000000000001, which began later",
        () -> lake.datasets.commit(keyed, earlier, 1, DEADLINE));

    assertThat(lake.rows(keyed, "name")).containsExactly(List.of("later"));
    lake.datasets.commit(keyed, later, 1, DEADLINE);
    assertThat(lake.rows(keyed, "name")).containsExactly(List.of("later"));
  }

  private int dataFiles() {
    String prefix = "tables/ingested/" + keyed.name() + "/data/";
    return (int)
        lake.servers.s3().keys("lake").stream().filter(key -> key.startsWith(prefix)).count();
  }

  @Test
  void twoJobsThatMakeTheSameTableLoseNothing() throws Exception {
    StagedSource one = newSource();
    lake.stage(one, List.of(row("id", 1L, "name", "one"), row("id", 2L, "name", "one")));
    StagedSource other = newSource();
    lake.stage(other, List.of(row("name", "other", "id", 2L, "more", true)));
    lake.datasets.write(keyed, one, 1, DEADLINE);
    lake.datasets.write(keyed, other, 1, DEADLINE);

    lake.datasets.commit(keyed, one, 1, DEADLINE);
    lake.datasets.commit(keyed, other, 1, DEADLINE);

    assertThat(lake.rows(keyed, "id", "name", "more"))
        .containsExactlyInAnyOrder(Arrays.asList(1L, "one", null), List.of(2L, "other", true));
  }

  @Test
  void aCompactionInBetweenChangesNothing() throws Exception {
    lake.store(keyed, row("id", 1L, "name", "a"), row("id", 2L, "name", "a"));
    lake.store(keyed, row("id", 1L, "name", "b"));
    StagedSource at = newSource();
    lake.stage(at, List.of(row("id", 2L, "name", "c")));
    lake.datasets.write(keyed, at, 1, DEADLINE);
    Compaction.of(lake.table(keyed));

    lake.datasets.commit(keyed, at, 1, DEADLINE);

    assertThat(lake.rows(keyed, "id", "name"))
        .containsExactlyInAnyOrder(List.of(1L, "b"), List.of(2L, "c"));
  }

  @Test
  void theOrderOfRowsIsThatOfThePages() throws Exception {
    StagedSource at = newSource();
    lake.stage(
        at,
        LongStream.range(0, 50).mapToObj(id -> row("id", id)).toList(),
        LongStream.range(50, 100).mapToObj(id -> row("id", id)).toList());
    lake.datasets.commit(keyed, at, 2, DEADLINE);

    assertThat(lake.rows(keyed, "id"))
        .isEqualTo(
            LongStream.range(0, 100)
                .mapToObj(id -> Collections.<Object>singletonList(id))
                .toList());
  }

  private static void assertFails(FailureCategory category, String message, ThrowingCallable call) {
    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(call)
        .satisfies(
            failure -> {
              assertThat(failure.error().category()).isEqualTo(category);
              assertThat(failure.error().message()).contains(message);
            });
  }
}
