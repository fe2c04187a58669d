package dev.millrace.ingestion.dataset;

import static dev.millrace.ingestion.dataset.DatasetLake.DEADLINE;
import static dev.millrace.ingestion.dataset.DatasetLake.newDataset;
import static dev.millrace.ingestion.dataset.DatasetLake.newSource;
import static dev.millrace.ingestion.dataset.DatasetLake.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.testsupport.Calls;
import dev.millrace.testsupport.Sweep;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step dies, or another job comes between, at every call of storing. */
class KilledStoringTest {
  @TempDir private static Path folder;
  private static DatasetLake lake;

  @BeforeAll
  static void start() throws Exception {
    lake = new DatasetLake(folder);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  /** A job that is to store two pages of rows. */
  private record Storing(DatasetDefinition dataset, StagedSource at) {
    static Storing newTable(String... key) throws InterruptedException {
      Storing storing = new Storing(newDataset(key), newSource());
      lake.stage(
          storing.at,
          List.of(row("id", 1L, "name", "new"), row("id", 2L, "name", "first")),
          List.of(row("id", 2L, "name", "new")));
      return storing;
    }

    static Storing onOldRows(String... key) throws InterruptedException {
      Storing storing = newTable(key);
      lake.store(storing.dataset, row("id", 0L), row("id", 1L));
      return storing;
    }

    DatasetRows run() throws InterruptedException {
      lake.datasets.write(dataset, at, 2, DEADLINE);
      return lake.datasets.commit(dataset, at, 2, DEADLINE);
    }
  }

  private interface NewStoring {
    Storing make() throws Exception;
  }

  private static void diesAtEveryCall(NewStoring scene, List<List<Object>> expected)
      throws Exception {
    Storing counted = scene.make();
    List<String> made = Calls.counted().madeBy(counted::run);
    assertThat(lake.rows(counted.dataset, "id", "name"))
        .containsExactlyInAnyOrderElementsOf(expected);
    List<IntFunction<Calls>> fates =
        List.of(Calls::deathBefore, Calls::deathAfter, Calls::answerLost);
    for (IntFunction<Calls> fate : fates) {
      for (int call : Sweep.over(made)) {
        Storing storing = scene.make();
        Calls calls = fate.apply(call);
        calls.watchDying(storing::run);
        assertThat(calls.reached()).isTrue();

        storing.run();

        assertThat(lake.rows(storing.dataset, "id", "name"))
            .as("call %d of %s", call, made)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void aNewTableHasEachRowOnce() throws Exception {
    diesAtEveryCall(() -> Storing.newTable("id"), List.of(List.of(1L, "new"), List.of(2L, "new")));
  }

  @Test
  void rowsAreReplacedAndColumnsAddedOnce() throws Exception {
    diesAtEveryCall(
        () -> Storing.onOldRows("id"),
        List.of(Arrays.asList(0L, null), List.of(1L, "new"), List.of(2L, "new")));
  }

  @Test
  void rowsWithoutAKeyAreAppendedOnce() throws Exception {
    diesAtEveryCall(
        Storing::onOldRows,
        List.of(
            Arrays.asList(0L, null),
            Arrays.asList(1L, null),
            List.of(1L, "new"),
            List.of(2L, "first"),
            List.of(2L, "new")));
  }

  @Test
  void beforeTheCommitATableIsAsItWas() throws Exception {
    Storing counted = Storing.onOldRows("id");
    List<String> made =
        Calls.counted().madeBy(() -> lake.datasets.write(counted.dataset, counted.at, 2, DEADLINE));
    for (int call : Sweep.over(made)) {
      Storing storing = Storing.onOldRows("id");
      Calls.deathAfter(call)
          .watchDying(() -> lake.datasets.write(storing.dataset, storing.at, 2, DEADLINE));

      assertThat(lake.rows(storing.dataset, "id")).hasSize(2);
      assertThat(lake.table(storing.dataset).schema().findField("name")).isNull();
    }
  }

  @Test
  void theSameStepAtTheSameTimeStoresOnce() throws Exception {
    Storing counted = Storing.onOldRows();
    List<String> made = Calls.counted().madeBy(counted::run);
    for (int call : Sweep.over(made)) {
      Storing storing = Storing.onOldRows();
      Calls.deedBefore(call, storing::run).watch(storing::run);

      assertThat(lake.rows(storing.dataset, "id", "name"))
          .containsExactlyInAnyOrder(
              Arrays.asList(0L, null),
              Arrays.asList(1L, null),
              List.of(1L, "new"),
              List.of(2L, "first"),
              List.of(2L, "new"));
    }
  }

  @Test
  void anotherJobInBetweenLosesNothing() throws Exception {
    Storing counted = Storing.newTable("id");
    List<String> made = Calls.counted().madeBy(counted::run);
    for (int call : Sweep.over(made)) {
      Storing storing = Storing.newTable("id");
      Callable<?> other =
          () -> lake.store(storing.dataset, row("id", 3L, "name", "other", "call", (long) call));
      Calls.deedBefore(call, other).watch(storing::run);

      assertThat(lake.rows(storing.dataset, "id", "name", "call"))
          .containsExactlyInAnyOrder(
              Arrays.asList(1L, "new", null),
              Arrays.asList(2L, "new", null),
              List.of(3L, "other", (long) call));
    }
  }
}
