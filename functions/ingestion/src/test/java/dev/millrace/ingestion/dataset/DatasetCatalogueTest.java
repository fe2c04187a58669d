package dev.millrace.ingestion.dataset;

import static dev.millrace.ingestion.dataset.DatasetLake.DEADLINE;
import static dev.millrace.ingestion.dataset.DatasetLake.newDataset;
import static dev.millrace.ingestion.dataset.DatasetLake.newSource;
import static dev.millrace.ingestion.dataset.DatasetLake.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.dataset.column.ColumnType;
import dev.millrace.ingestion.dataset.column.DatasetColumn;
import dev.millrace.ingestion.dataset.column.TypeChanges;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.StepFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCatalogueTest {
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

  private static DatasetDefinition of(String owner, String... key) {
    DatasetDefinition dataset = newDataset(key);
    return named(dataset.name(), owner, key);
  }

  private static DatasetDefinition named(String name, String owner, String... key) {
    return new DatasetDefinition(
        name, List.of(key), Optional.of("added"), TypeChanges.REFUSE, owner);
  }

  @Test
  void aDatasetThatHasRowsIsCatalogued() throws Exception {
    DatasetDefinition dataset = of("carol", "id");
    StagedSource at = newSource();
    lake.stage(at, List.of(row("id", 1L, "tags", List.of("a")), row("id", 2L)));
    lake.datasets.commit(dataset, at, 1, DEADLINE);
    lake.store(dataset, row("id", 2L));

    CataloguedDataset found = lake.catalogue.find(dataset.name(), DEADLINE).orElseThrow();

    assertThat(found.owner()).isEqualTo("carol");
    assertThat(found.key()).containsExactly("id");
    assertThat(found.timeColumn()).contains("added");
    assertThat(found.columns())
        .containsExactly(
            new DatasetColumn("id", "id", ColumnType.LONG),
            new DatasetColumn("tags", "tags", ColumnType.STRINGS));
    assertThat(found.rowsStored()).isEqualTo(3);
    assertThat(found.lastRows()).isEqualTo(1);
    assertThat(found.lastJob()).isPresent().isNotEqualTo(Optional.of(at.job()));
  }

  @Test
  void anEarlierJobThatIsLateDoesNotHideALaterOne() throws Exception {
    DatasetDefinition dataset = of("carol");
    StagedSource early = newSource();
    lake.stage(early, List.of(row("id", 1L)));
    lake.datasets.commit(dataset, early, 1, DEADLINE);
    lake.store(dataset, row("id", 2L), row("id", 3L));

    lake.datasets.commit(dataset, early, 1, DEADLINE);

    CataloguedDataset found = lake.catalogue.find(dataset.name(), DEADLINE).orElseThrow();
    assertThat(found.rowsStored()).isEqualTo(3);
    assertThat(found.lastRows()).isEqualTo(2);
  }

  @Test
  void anOwnersDatasetsAreListedNewestFirstByPages() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      DatasetDefinition dataset = of("dave");
      lake.store(dataset, row("id", 1L));
      names.addFirst(dataset.name());
      lake.clock.advance(Duration.ofSeconds(1));
    }
    lake.store(of("erin"), row("id", 1L));
    lake.catalogue.claim(of("dave"), DEADLINE);

    List<List<String>> pages = new ArrayList<>();
    Optional<String> before = Optional.empty();
    do {
      DatasetPage page = lake.catalogue.list("dave", before, 2, DEADLINE);
      pages.add(page.datasets().stream().map(CataloguedDataset::name).toList());
      before = page.last();
    } while (before.isPresent());

    assertThat(pages)
        .containsExactly(names.subList(0, 2), names.subList(2, 4), names.subList(4, 5));
  }

  @Test
  void aNameOfTheTemplateIsRefused() {
    assertThat(lake.catalogue.refusal(named("service_events", "carol"), DEADLINE))
        .contains(
            new DatasetRefusal("\"service_events\"", "a name that no table of the template has"));
  }

  @Test
  void aForeignDatasetAndAnotherKeyAreRefused() throws Exception {
    DatasetDefinition dataset = of("carol", "id");
    assertThat(lake.catalogue.refusal(dataset, DEADLINE)).isEmpty();
    lake.store(dataset, row("id", 1L));

    assertThat(lake.catalogue.refusal(dataset, DEADLINE)).isEmpty();
    assertThat(lake.catalogue.refusal(named(dataset.name(), "mallory", "id"), DEADLINE))
        .map(DatasetRefusal::expected)
        .contains("a name that is free, or a dataset of your own");
    assertThat(lake.catalogue.refusal(named(dataset.name(), "carol", "isrc"), DEADLINE))
        .map(DatasetRefusal::held)
        .contains("\"%s\" with the key [isrc]".formatted(dataset.name()));
  }

  @Test
  void aNameIsClaimedByOneOwner() {
    DatasetDefinition dataset = of("carol");
    lake.catalogue.claim(dataset, DEADLINE);
    lake.catalogue.claim(dataset, DEADLINE);

    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(() -> lake.catalogue.claim(named(dataset.name(), "mallory"), DEADLINE));
  }
}
