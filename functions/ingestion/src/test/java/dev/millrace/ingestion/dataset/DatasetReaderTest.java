package dev.millrace.ingestion.dataset;

import static dev.millrace.ingestion.dataset.DatasetLake.DEADLINE;
import static dev.millrace.ingestion.dataset.DatasetLake.newDataset;
import static dev.millrace.ingestion.dataset.DatasetLake.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.common.InvalidInput;
import dev.millrace.runs.failure.StepFailure;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReaderTest {
  private static final Instant AT = Instant.parse("2026-11-30T23:59:59.123456Z");

  @TempDir private static Path folder;
  private static DatasetLake lake;
  private static DatasetReader reader;

  @BeforeAll
  static void start() throws Exception {
    lake = new DatasetLake(folder);
    reader = new DatasetReader(lake.catalog, DatasetLake.SILVER);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private static CataloguedDataset catalogued(DatasetDefinition dataset) {
    return lake.catalogue.find(dataset.name(), DEADLINE).orElseThrow();
  }

  private static List<List<Object>> keys(DatasetDefinition dataset, String... fields) {
    List<List<Object>> keys = new ArrayList<>();
    reader.forEachKey(dataset.name(), List.of(fields), DEADLINE, keys::add);
    return keys;
  }

  @Test
  void aRowIsFoundByItsKeyAsTheLastJobStoredIt() throws Exception {
    DatasetDefinition dataset = newDataset("id");
    lake.store(dataset, row("id", 1L, "name", "old"), row("id", 2L, "name", "other"));
    lake.store(dataset, row("id", 1L, "name", "new", "at", AT));
    CataloguedDataset catalogued = catalogued(dataset);

    StoredRow found = reader.find(catalogued, List.of("1"), DEADLINE).orElseThrow();

    assertThat(found.row()).isEqualTo(row("id", 1L, "name", "new", "at", AT));
    assertThat(found.job()).isEqualTo(catalogued.lastJob().orElseThrow());
    assertThat(found.source()).startsWith("tracks");
    assertThat(found.page()).isEqualTo(1);
    assertThat(found.object()).isEqualTo("pages/1");
    assertThat(reader.find(catalogued, List.of("3"), DEADLINE)).isEmpty();
  }

  @Test
  void aKeyOfAllTypesIsFound() throws Exception {
    DatasetDefinition dataset = newDataset("text", "flag", "time", "day");
    LocalDate day = LocalDate.of(2026, 11, 30);
    lake.store(
        dataset,
        row("text", "a", "flag", true, "time", AT, "day", day, "n", 1L),
        row("text", "a", "flag", false, "time", AT, "day", day, "n", 2L));

    assertThat(
            reader
                .find(
                    catalogued(dataset),
                    List.of("a", "false", AT.toString(), day.toString()),
                    DEADLINE)
                .map(found -> found.row().value("n")))
        .contains(2L);
  }

  @Test
  void aTextThatIsNoKeyIsRefused() throws Exception {
    DatasetDefinition dataset = newDataset("id");
    lake.store(dataset, row("id", 1L));
    CataloguedDataset catalogued = catalogued(dataset);

    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> reader.find(catalogued, List.of("one"), DEADLINE))
        .withMessage("key of id held \"one\", expected a value of the type long");
    assertThatExceptionOfType(InvalidInput.class)
        .isThrownBy(() -> reader.find(catalogued, List.of("1", "2"), DEADLINE))
        .withMessageContaining("expected one for each of [id]");
  }

  @Test
  void keysAreThoseOfTheRowsThatAreThere() throws Exception {
    DatasetDefinition dataset = newDataset("id");
    lake.store(dataset, row("id", 1L, "userId", "a"), row("id", 2L, "userId", "b"));
    lake.store(dataset, row("id", 2L, "userId", null), row("id", 3L, "userId", "c"));

    assertThat(keys(dataset, "userId"))
        .containsExactlyInAnyOrder(List.of("a"), Arrays.asList((Object) null), List.of("c"));
    assertThat(keys(dataset, "userId", "id"))
        .containsExactlyInAnyOrder(List.of("a", 1L), Arrays.asList(null, 2L), List.of("c", 3L));
  }

  @Test
  void aDatasetThatIsNotThereHasNoKeys() {
    assertThat(keys(newDataset(), "id")).isEmpty();
  }

  @Test
  void aFieldThatADatasetDoesNotHaveIsNamed() throws Exception {
    DatasetDefinition dataset = newDataset();
    lake.store(dataset, row("id", 1L));

    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(() -> keys(dataset, "user"))
        .withMessageContaining("has no column of the field user");
  }
}
