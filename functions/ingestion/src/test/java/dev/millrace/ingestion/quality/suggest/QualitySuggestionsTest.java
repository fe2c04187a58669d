package dev.millrace.ingestion.quality.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Json;
import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.ingestion.quality.CheckRun;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class QualitySuggestionsTest {
  private static List<SuggestedCheck> suggested(List<Row> rows, String... protectedColumns) {
    QualitySuggestions suggestions = new QualitySuggestions(Set.of(protectedColumns)::contains);
    rows.forEach(suggestions::row);
    return suggestions.end(CheckRun.NOW);
  }

  private static List<String> definitions(List<SuggestedCheck> checks) {
    return checks.stream().map(check -> JsonValues.text(check.members())).toList();
  }

  private static List<Row> rows(int number) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Row row = new Row();
      row.set("id", (long) i);
      row.set("plan", i % 3 == 0 ? "free" : "premium");
      row.set("seconds", 30.5 + i % 50);
      row.set("email", "user%d@example.org".formatted(i % 40));
      row.set("session", new UUID(7, i % 90).toString());
      row.set("played_at", CheckRun.NOW.minusSeconds(3_600L * 50 + i));
      row.set("note", i % 10 == 0 ? null : "Words %d, and more".formatted(i % 20));
      rows.add(row);
    }
    return rows;
  }

  @Test
  void checksAreMadeOfWhatTheRowsHaveInCommon() {
    assertThat(definitions(suggested(rows(200))))
        .containsExactly(
            """
            {"check":"row_count","minimum":1,"maximum_fall":50,"severity":"warn"}""",
            """
            {"check":"null_share","columns":["id","plan","seconds","email","session","played_at"],\
            "maximum":0,"severity":"warn"}""",
            """
            {"check":"null_share","columns":["note"],"maximum":0.16,"severity":"warn"}""",
            """
            {"check":"unique","columns":["id"],"severity":"error"}""",
            """
            {"check":"allowed_values","columns":["plan"],"values":["free","premium"],\
            "severity":"warn"}""",
            """
            {"check":"range","columns":["seconds"],"minimum":25,"maximum":85,"severity":"warn"}""",
            """
            {"check":"pattern","columns":["email"],"pattern":"[^@\\\\s]{1,64}@[^@\\\\s]{1,255}",\
            "severity":"warn"}""",
            """
            {"check":"pattern","columns":["session"],"pattern":"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-\
            [0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}","severity":"warn"}""",
            """
            {"check":"freshness","columns":["played_at"],"maximum_age":"P6D","severity":"warn"}""");
  }

  @Test
  void eachSuggestionHasItsReason() {
    assertThat(suggested(rows(200)))
        .extracting(SuggestedCheck::reason)
        .contains(
            "Each of the 200 rows has a value",
            "20 of 200 rows have no value",
            "The values of all 200 rows are different",
            "The 200 values are 2 different ones",
            "The values are from 30.5 to 79.5",
            "Each of the 200 values is an e-mail address",
            "The newest time is 2026-11-28T10:00:00.000000Z");
  }

  @Test
  void withoutRowsNothingIsSuggested() {
    assertThat(suggested(List.of())).isEmpty();
  }

  @Test
  void ofAFewRowsLittleIsSuggested() {
    assertThat(suggested(rows(5)))
        .extracting(check -> check.members().get("check"))
        .containsExactly("row_count", "null_share", "freshness");
  }

  @Test
  void aRowThatIsMetTwiceMakesItsIdNotUnique() {
    List<Row> rows = new ArrayList<>(rows(100));
    rows.add(rows.getFirst());

    assertThat(definitions(suggested(rows))).noneMatch(check -> check.contains("unique"));
  }

  @Test
  void ofProtectedColumnsOnlyNullsAndUniquenessAreJudged() {
    String[] columns = {"id", "plan", "seconds", "email", "session", "played_at", "note"};

    List<SuggestedCheck> suggested = suggested(rows(200), columns);

    assertThat(suggested)
        .extracting(check -> check.members().get("check"))
        .containsOnly("row_count", "null_share", "unique");
  }

  @Test
  void aTimeLongAgoOrFarAheadIsNotExpectedToBeFresh() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      Row row = new Row();
      row.set("born", LocalDate.of(1990, 1, 1 + i % 28));
      row.set("expires_at", Instant.parse("2030-01-01T00:00:00Z"));
      rows.add(row);
    }

    assertThat(definitions(suggested(rows))).noneMatch(check -> check.contains("freshness"));
  }

  @Test
  void thereAreNoMoreSuggestionsThanChecksMayBe() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      Row row = new Row();
      for (int column = 0; column < 300; column++) {
        row.set("column_" + column, (long) i);
      }
      rows.add(row);
    }

    assertThat(suggested(rows)).hasSize(100);
  }

  @Test
  void aSuggestionIsWrittenWithItsReason() {
    SuggestedCheck check =
        new SuggestedCheck(Map.of("check", "unique"), "The values of all rows are different");

    assertThat(new String(Json.bytes(check::write), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"check":{"check":"unique"},"reason":"The values of all rows are different"}""");
  }

  @Provide
  Arbitrary<List<Row>> anyRows() {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.longs().between(-2, 2),
            Arbitraries.doubles(),
            Arbitraries.of(
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                new BigDecimal("1E-400"),
                BigInteger.TWO.pow(70),
                true,
                List.of(1L),
                "a@b",
                "2026-11-30",
                "2026-11-30T10:00:00Z",
                "x".repeat(11_000),
                CheckRun.NOW,
                CheckRun.NOW.plusSeconds(86_401),
                LocalDate.of(2026, 11, 29)),
            Arbitraries.strings().ofMaxLength(5));
    // Few values for each column, so that columns have something in common.
    Arbitrary<List<Object>> ofColumn = values.list().ofMinSize(1).ofMaxSize(3).map(ArrayList::new);
    return Arbitraries.maps(Arbitraries.of("id", "b", "c", "d"), ofColumn)
        .ofMaxSize(4)
        .flatMap(
            columns ->
                Arbitraries.integers()
                    .between(0, 9)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(80)
                    .map(numbers -> numbers.stream().map(n -> row(columns, n)).toList()));
  }

  /** A row of one of each column's values; a column is absent from some and null in others. */
  private static Row row(Map<String, List<Object>> columns, int number) {
    Map<String, Object> values = new LinkedHashMap<>();
    columns.forEach(
        (name, ofColumn) -> {
          if (number != 9 || name.equals("id")) {
            values.put(name, number == 8 ? null : ofColumn.get(number % ofColumn.size()));
          }
        });
    return new Row(values);
  }

  @Property
  void rowsPassTheChecksThatTheySuggest(@ForAll("anyRows") List<Row> rows) {
    String[] checks = definitions(suggested(rows)).toArray(String[]::new);

    assertThat(CheckRun.with(checks).rows(rows).results()).allMatch(CheckResult::passed);
  }
}
