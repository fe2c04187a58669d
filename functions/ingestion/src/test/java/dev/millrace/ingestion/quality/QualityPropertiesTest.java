package dev.millrace.ingestion.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.ReferencedKeys;
import dev.millrace.ingestion.quality.value.KeyHashes;
import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws of an evaluation, over rows whose values are few and of many kinds. */
class QualityPropertiesTest {
  private static final String CHECKS =
      """
      {"check": "row_count", "minimum": 3},
      {"check": "null_share", "columns": ["a"], "maximum": 0.3},
      {"check": "unique", "columns": ["a", "b"]},
      {"check": "range", "columns": ["a"], "minimum": 0, "maximum": 1.5},
      {"check": "allowed_values", "columns": ["b"], "values": [1, "1", true]},
      {"check": "pattern", "columns": ["b"], "pattern": "-?[0-9.]+"},
      {"check": "references", "columns": ["a"], "maximum_violations": 1,
       "references": {"dataset": "known", "columns": ["id"]}},
      {"check": "freshness", "columns": ["b"], "maximum_age": "P30D"}""";
  private static final Set<Object> KNOWN = Set.of(1L, "1");

  @Provide
  Arbitrary<List<Row>> rows() {
    Arbitrary<Object> values =
        Arbitraries.of(
                1L,
                1.0,
                0L,
                -1L,
                1.5,
                2.5,
                "1",
                "1.5",
                "x",
                true,
                List.of(1L),
                "2026-11-29",
                "2026-01-01",
                CheckRun.NOW)
            .injectNull(0.15);
    return Arbitraries.maps(Arbitraries.of("a", "b", "c"), values)
        .ofMaxSize(3)
        .map(QualityPropertiesTest::row)
        .list()
        .ofMaxSize(12);
  }

  private static Row row(Map<String, Object> values) {
    return new Row(new LinkedHashMap<>(values));
  }

  private static List<CheckResult> results(List<Row> rows) {
    KeyHashes known = new KeyHashes(10);
    KNOWN.forEach(key -> known.add(List.of(key)));
    ReferencedKeys keys = (dataset, columns) -> Optional.of(known);
    return CheckRun.with(CHECKS).in(new QualityContext(column -> false, keys)).rows(rows).results();
  }

  @Property
  void resultsDoNotDependOnTheOrderOfRows(@ForAll("rows") List<Row> rows, @ForAll long seed) {
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(results(shuffled)).isEqualTo(results(rows));
  }

  @Property
  void rowsThatAreMetAgainChangeNoVerdictOfKeys(@ForAll("rows") List<Row> rows) {
    List<Row> twice = new ArrayList<>(rows);
    twice.addAll(rows);

    assertThat(results(twice).get(2)).isEqualTo(results(rows).get(2));
  }

  @Property
  void verdictsAreThoseOfPlainLists(@ForAll("rows") List<Row> rows) {
    assertThat(results(rows).stream().map(CheckResult::passed).toList())
        .isEqualTo(
            List.of(
                rows.size() >= 3,
                has(rows, "a") && nulls(rows, "a") <= 0.3 * rows.size(),
                has(rows, "a") && has(rows, "b") && isUnique(rows),
                has(rows, "a") && all(rows, "a", QualityPropertiesTest::isInRange),
                has(rows, "b") && all(rows, "b", Set.of(1L, "1", true)::contains),
                has(rows, "b") && all(rows, "b", QualityPropertiesTest::isDigits),
                has(rows, "a") && values(rows, "a").filter(v -> !KNOWN.contains(v)).count() <= 1,
                has(rows, "b")
                    && values(rows, "b")
                        .anyMatch(v -> v.equals("2026-11-29") || v.equals(CheckRun.NOW))));
  }

  private static boolean has(List<Row> rows, String column) {
    return rows.isEmpty() || rows.stream().anyMatch(row -> row.has(column));
  }

  private static long nulls(List<Row> rows, String column) {
    return rows.stream().filter(row -> row.value(column) == null).count();
  }

  /** The column's values, 1.0 as 1. */
  private static Stream<Object> values(List<Row> rows, String column) {
    return rows.stream().map(row -> plain(row.value(column))).filter(Objects::nonNull);
  }

  private static Object plain(Object value) {
    return value instanceof Double number && number == 1.0 ? (Object) 1L : value;
  }

  private static boolean all(List<Row> rows, String column, Predicate<Object> rule) {
    return values(rows, column).allMatch(rule);
  }

  private static boolean isInRange(Object value) {
    return value instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= 1.5;
  }

  private static boolean isDigits(Object value) {
    return value instanceof Number || value.equals("1") || value.equals("1.5");
  }

  private static boolean isUnique(List<Row> rows) {
    Set<Map<String, Object>> different =
        rows.stream()
            .filter(row -> row.value("a") != null && row.value("b") != null)
            .map(QualityPropertiesTest::content)
            .collect(Collectors.toSet());
    Set<List<Object>> keys = new HashSet<>();
    return different.stream().allMatch(row -> keys.add(List.of(row.get("a"), row.get("b"))));
  }

  private static Map<String, Object> content(Row row) {
    return row.values().entrySet().stream()
        .filter(field -> field.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, field -> plain(field.getValue())));
  }
}
