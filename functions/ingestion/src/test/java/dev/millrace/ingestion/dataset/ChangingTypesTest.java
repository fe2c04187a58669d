package dev.millrace.ingestion.dataset;

import static dev.millrace.ingestion.dataset.DatasetLake.DEADLINE;
import static dev.millrace.ingestion.dataset.DatasetLake.newDataset;
import static dev.millrace.ingestion.dataset.DatasetLake.newSource;
import static dev.millrace.ingestion.dataset.DatasetLake.row;
import static dev.millrace.ingestion.dataset.DatasetLake.withJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.dataset.column.ColumnInference;
import dev.millrace.ingestion.row.Row;
import dev.millrace.ingestion.stage.StagedSource;
import dev.millrace.runs.failure.FailureCategory;
import dev.millrace.runs.failure.StepFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangingTypesTest {
  @TempDir private static Path folder;
  private static DatasetLake lake;

  private final DatasetDefinition dataset = newDataset();

  @BeforeAll
  static void start() throws Exception {
    lake = new DatasetLake(folder);
  }

  @AfterAll
  static void stop() {
    lake.close();
  }

  private List<String> columns() {
    return lake.table(dataset).schema().columns().stream()
        .filter(column -> !column.name().startsWith("_"))
        .map(column -> column.name() + ' ' + column.type())
        .toList();
  }

  private void assertRefused(String message, Row... rows) {
    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(() -> lake.store(dataset, rows))
        .satisfies(
            failure -> {
              assertThat(failure.error().category()).isEqualTo(FailureCategory.STORAGE);
              assertThat(failure.error().message()).contains(message);
            });
  }

  @Test
  void eachTypeHasItsColumn() throws Exception {
    Instant time = Instant.parse("2026-12-01T09:59:59.123456789Z");
    lake.store(
        dataset,
        row(
            "text",
            "x",
            "whole",
            Long.MAX_VALUE,
            "number",
            1.5,
            "flag",
            true,
            "time",
            time,
            "day",
            LocalDate.of(2026, 12, 1),
            "texts",
            List.of("a", "b"),
            "wholes",
            List.of(1L),
            "numbers",
            List.of(1L, 2.5),
            "flags",
            List.of(true, false),
            "object",
            Map.of("a", List.of(1L)),
            "mixed",
            List.of("a", 1L),
            "nothing",
            null,
            "empty",
            List.of()));

    assertThat(columns())
        .containsExactly(
            "text string",
            "whole long",
            "number double",
            "flag boolean",
            "time timestamptz",
            "day date",
            "texts list<string>",
            "wholes list<long>",
            "numbers list<double>",
            "flags list<boolean>",
            "object string",
            "mixed string");
    assertThat(lake.rows(dataset, "whole", "time", "day", "texts", "numbers", "object", "mixed"))
        .containsExactly(
            List.of(
                Long.MAX_VALUE,
                OffsetDateTime.parse("2026-12-01T09:59:59.123456Z"),
                LocalDate.of(2026, 12, 1),
                List.of("a", "b"),
                List.of(1.0, 2.5),
                "{\"a\":[1]}",
                "[\"a\",1]"));
  }

  @Test
  void aColumnIsMadeWhenItsFirstValueComes() throws Exception {
    lake.store(dataset, row("id", 1L, "late", null));
    assertThat(columns()).containsExactly("id long");

    lake.store(dataset, row("id", 2L, "late", "x"));

    assertThat(columns()).containsExactly("id long", "late string");
    assertThat(lake.rows(dataset, "id", "late"))
        .containsExactlyInAnyOrder(Arrays.asList(1L, null), List.of(2L, "x"));
  }

  @Test
  void allRowsOfTheFirstRunDecide() throws Exception {
    StagedSource at = newSource();
    lake.stage(at, List.of(row("price", 1L)), List.of(row("price", 2.5)));

    lake.datasets.commit(dataset, at, 2, DEADLINE);

    assertThat(lake.rows(dataset, "price")).containsExactly(List.of(1.0), List.of(2.5));
  }

  @Test
  void aColumnOfWholeNumbersTakesDoublesWithoutAFraction() throws Exception {
    lake.store(dataset, row("n", 1L));
    lake.store(dataset, row("n", 2.0));

    assertThat(lake.rows(dataset, "n")).containsExactlyInAnyOrder(List.of(1L), List.of(2L));
  }

  @Test
  void aColumnOfWholeNumbersTakesNoFraction() throws Exception {
    lake.store(dataset, row("n", 1L));

    assertRefused(
        "the column n is of the type long, and page 1 has a number with a fraction in the field n",
        row("n", 2.5));
    assertThat(lake.rows(dataset, "n")).containsExactly(List.of(1L));
  }

  @Test
  void aColumnOfDoublesTakesWholeNumbersThatItHoldsExactly() throws Exception {
    lake.store(dataset, row("n", 1.5));
    lake.store(dataset, row("n", 1L << 53));

    assertRefused("a whole number that a double does not hold", row("n", (1L << 53) + 1));
    assertThat(lake.rows(dataset, "n")).containsExactlyInAnyOrder(List.of(1.5), List.of(0x1p53));
  }

  @Test
  void aNumberTodayAndATextTomorrowIsRefused() throws Exception {
    lake.store(dataset, row("n", 1L));
    StagedSource at = newSource();
    lake.stage(at, List.of(row("n", 2L)), List.of(row("n", 3L), row("n", "secret")));

    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(() -> lake.datasets.commit(dataset, at, 2, DEADLINE))
        .satisfies(
            failure ->
                assertThat(failure.error().message())
                    .contains("the column n is of the type long, and page 2 has a text")
                    .contains("\"type_changes\": \"json\"")
                    .doesNotContain("secret"));
    assertThat(lake.rows(dataset, "n")).containsExactly(List.of(1L));
  }

  @Test
  void twoTypesInTheFirstRunAreRefused() {
    assertRefused(
        "the field n has a text on page 1 and a whole number on page 1",
        row("n", 1L),
        row("n", "x"));
    assertThat(lake.isThere(dataset)).isFalse();
  }

  @Test
  void anObjectAmongTextsIsRefused() {
    assertRefused("an object", row("n", "x"), row("n", Map.of()));
  }

  @Test
  void aChangedTypeGetsAColumnOfItsJsonAsDeclared() throws Exception {
    lake.store(withJson(dataset), row("n", 1L));
    lake.store(withJson(dataset), row("n", 2L), row("n", "three"));
    lake.store(withJson(dataset), row("n", 4L), row("n", Map.of("five", 5L)));

    assertThat(columns()).containsExactly("n long", "n_json string");
    assertThat(lake.rows(dataset, "n", "n_json"))
        .containsExactlyInAnyOrder(
            Arrays.asList(1L, null),
            List.of(2L, "2"),
            Arrays.asList(null, "\"three\""),
            List.of(4L, "4"),
            Arrays.asList(null, "{\"five\":5}"));
  }

  @Test
  void twoTypesInTheFirstRunAreAColumnOfJsonAsDeclared() throws Exception {
    lake.store(withJson(dataset), row("n", 1L), row("n", "x"));
    lake.store(dataset, row("n", true));

    assertThat(columns()).containsExactly("n string");
    assertThat(lake.rows(dataset, "n"))
        .containsExactlyInAnyOrder(List.of("1"), List.of("\"x\""), List.of("true"));
  }

  @Test
  void aKeyNeverBecomesJson() throws Exception {
    DatasetDefinition keyed = newDataset("id");
    lake.store(keyed, row("id", 1L));

    for (DatasetDefinition declared : List.of(keyed, withJson(keyed))) {
      assertThatExceptionOfType(StepFailure.class)
          .isThrownBy(() -> lake.store(declared, row("id", "one")))
          .satisfies(
              failure ->
                  assertThat(failure.error().message())
                      .contains("the column id is of the type long"));
    }
  }

  @Test
  void aFractionIsNoKey() {
    DatasetDefinition keyed = newDataset("id");

    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(() -> lake.store(keyed, row("id", 1.5)))
        .satisfies(
            failure ->
                assertThat(failure.error().message())
                    .contains("the key field id has a number with a fraction on page 1"));
  }

  @Test
  void numbersBeyondLongAndDoubleKeepTheirDigits() throws Exception {
    lake.store(
        dataset,
        row("whole", new BigInteger("123456789012345678901")),
        row("decimal", new BigDecimal("0.12345678901234567890")));

    assertThat(lake.rows(dataset, "whole", "decimal"))
        .containsExactlyInAnyOrder(
            Arrays.asList("123456789012345678901", null),
            Arrays.asList(null, "0.12345678901234567890"));
  }

  @Test
  void halfOfASurrogatePairBecomesTheReplacementCharacter() throws Exception {
    lake.store(dataset, row("text", "a\ud800", "object", Map.of("k", "\udc00b")));

    assertThat(lake.rows(dataset, "text", "object"))
        .containsExactly(List.of("a\ufffd", "{\"k\":\"\ufffdb\"}"));
  }

  @Test
  void fieldsThatDifferByCaseOnlyHaveColumnsOfTheirOwn() throws Exception {
    lake.store(dataset, row("ID", 1L, "id", 2L, "Id", 3L));
    lake.store(dataset, row("id", 4L, "iD", 5L, "Id", 6L));

    assertThat(lake.rows(dataset, "id", "id_2", "id_3", "id_4"))
        .containsExactlyInAnyOrder(
            Arrays.asList(2L, 1L, 3L, null), Arrays.asList(4L, null, 6L, 5L));
    assertThat(lake.table(dataset).schema().findField("id_2").doc()).isEqualTo("ID");
  }

  @Test
  void aFieldCannotTakeATechnicalColumnsPlace() throws Exception {
    lake.store(dataset, row("_millrace_job", "mine"));

    assertThat(lake.rows(dataset, "c_millrace_job")).containsExactly(List.of("mine"));
  }

  @Test
  void moreFieldsThanATableCanHaveAreALimit() {
    Row wide = new Row();
    IntStream.rangeClosed(0, ColumnInference.MOST_COLUMNS)
        .forEach(field -> wide.set("f" + field, 1L));

    assertThatExceptionOfType(StepFailure.class)
        .isThrownBy(() -> lake.store(dataset, wide))
        .satisfies(
            failure -> assertThat(failure.error().category()).isEqualTo(FailureCategory.LIMIT));
  }

  @Test
  void yearsThatEnginesDoNotKnowAreRefused() {
    assertRefused("a time of another year", row("at", Instant.MAX));
    assertRefused("a date of another year", row("on", LocalDate.of(0, 12, 31)));
  }
}
