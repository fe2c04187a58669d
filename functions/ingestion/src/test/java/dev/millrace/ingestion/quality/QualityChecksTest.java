package dev.millrace.ingestion.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.definition.InvalidDefinition;
import dev.millrace.ingestion.quality.check.KeyReference;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.ReferencedKeys;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.quality.value.KeyHashes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityChecksTest {
  private static final RunFacts EMPTY_RUN =
      new RunFacts(0, 0, 0, OptionalLong.empty(), List.of(), CheckRun.NOW);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                      | /checks/0/check      | nothing",
        "{'check': 'uniqe', 'columns': ['id']}                   | /checks/0/check      | 'uniqe'",
        "{'check': 'unique', 'columns': ['a'], 'severity': 'bad'}| /checks/0/severity   | 'bad'",
        "{'check': 'unique', 'column': 'id'}                     | /checks/0/columns    | nothing",
        "{'check': 'unique', 'columns': ['id'], 'maximum': 1}    | /checks/0/maximum    | 1",
        "{'check': 'unique', 'columns': []}                      | /checks/0/columns    | an array",
        "{'check': 'unique', 'columns': ['a', 'a']}              | /checks/0/columns/1  | 'a'",
        "{'check': 'unique', 'columns': ['a', 7]}                | /checks/0/columns/1  | 7",
        "{'check': 'null_share', 'columns': ['a'], 'maximum': 2} | /checks/0/maximum    | 2",
        "{'check': 'row_count'}                                  | /checks/0/minimum    | nothing",
        "{'check': 'row_count', 'minimum': 1.5}                  | /checks/0/minimum    | 1.5",
        "{'check': 'row_count', 'minimum': 1, 'runs': 3}         | /checks/0/runs       | 3",
        "{'check': 'row_count', 'maximum_fall': -1}              | /checks/0/maximum_fall | -1",
        "{'check': 'row_count', 'maximum_fall': 1, 'average': 'x'} | /checks/0/average  | 'x'",
        "{'check': 'rejected_share'}                             | /checks/0/maximum    | nothing",
        "{'check': 'range', 'columns': ['a']}                    | /checks/0/minimum    | nothing",
        "{'check': 'range', 'columns': ['a'], 'minimum': 'soon'} | /checks/0/minimum    | 'soon'",
        "{'check': 'range', 'columns': ['a'], 'minimum': 2, 'maximum': 1} | /checks/0/maximum | 1",
        "{'check': 'range', 'columns': ['a'], 'minimum': 2, 'maximum': '2024-01-31'}"
            + " | /checks/0/maximum | '2024-01-31'",
        "{'check': 'allowed_values', 'columns': ['a']}           | /checks/0/values     | nothing",
        "{'check': 'allowed_values', 'columns': ['a'], 'values': [1, null]} | /checks/0/values/1 |"
            + " null",
        "{'check': 'pattern', 'columns': ['a'], 'pattern': '('}  | /checks/0/pattern    | '('",
        "{'check': 'pattern', 'columns': ['a'], 'pattern': '(x{1000}){1000}'} | /checks/0/pattern |"
            + " '(x{1000}){1000}'",
        "{'check': 'freshness', 'columns': ['a'], 'maximum_age': 0} | /checks/0/maximum_age | 0",
        "{'check': 'freshness', 'columns': ['a'], 'maximum_age': '1 day'} | /checks/0/maximum_age |"
            + " '1 day'",
        "{'check': 'references', 'columns': ['a']}               | /checks/0/references | nothing",
        "{'check': 'references', 'columns': ['a'], 'references': {'dataset': 'Users', 'columns':"
            + " ['id']}} | /checks/0/references/dataset | 'Users'",
        "{'check': 'references', 'columns': ['a'], 'references': {'dataset': 'users', 'columns':"
            + " ['x', 'y']}} | /checks/0/references/columns | an array of 2",
        "{'check': 'references', 'columns': ['a'], 'references': {'dataset': 'users', 'columns':"
            + " ['x'], 'key': 1}} | /checks/0/references/key | 1",
        "{'check': 'references', 'columns': ['a'], 'maximum_violations': -1, 'references':"
            + " {'dataset': 'users', 'columns': ['x']}} | /checks/0/maximum_violations | -1",
      })
  void aCheckThatCannotBeUsedIsRefusedWithItsPlace(String check, String pointer, String held) {
    assertThatThrownBy(() -> CheckRun.with(check.replace('\'', '"')))
        .isInstanceOfSatisfying(
            InvalidDefinition.class, invalid -> assertThat(invalid.pointer()).isEqualTo(pointer))
        .hasMessageContaining("held " + held.replace('\'', '"'));
  }

  @Test
  void thereAreAtMostOneHundredChecks() {
    String check = "{\"check\": \"row_count\", \"minimum\": 1}";

    assertThat(CheckRun.with(Collections.nCopies(100, check).toArray(String[]::new)).results())
        .hasSize(100);
    assertThatThrownBy(() -> CheckRun.with(Collections.nCopies(101, check).toArray(String[]::new)))
        .hasMessageContaining("/checks/100 ");
  }

  @Test
  void aResultNamesItsCheck() {
    CheckResult result =
        CheckRun.with(
                """
                {"check": "row_count", "minimum": 0}, {"check": "unique", "columns": ["a", "b"],
                 "severity": "warn"}""")
            .results()
            .get(1);

    assertThat(result.check()).isEqualTo("unique");
    assertThat(result.position()).isEqualTo(1);
    assertThat(result.severity()).isEqualTo(Severity.WARN);
    assertThat(result.columns()).containsExactly("a", "b");
  }

  @Test
  void aColumnThatNoRowHasFailsTheCheck() {
    CheckResult result =
        CheckRun.with("{\"check\": \"null_share\", \"columns\": [\"id\", \"nme\"], \"maximum\": 1}")
            .rows("{'id': 1, 'name': 'a'}", "{'id': 2}")
            .result();

    assertThat(result.passed()).isFalse();
    assertThat(result.message()).isEqualTo("No row has the column nme");
  }

  @Test
  void aRunWithoutRowsLacksNoColumn() {
    assertThat(CheckRun.with("{\"check\": \"unique\", \"columns\": [\"id\"]}").result().passed())
        .isTrue();
  }

  @Test
  void checksTellWhichKeysTheyAskFor() {
    assertThat(
            CheckRun.checks(
                    """
                    {"check": "references", "columns": ["user"],
                     "references": {"dataset": "users", "columns": ["id"]}},
                    {"check": "unique", "columns": ["user"]}""")
                .references())
        .containsExactly(new KeyReference("users", List.of("id")));
  }

  @Test
  void checksTellOnHowManyRunsTheyLookBack() {
    assertThat(
            CheckRun.checks(
                    """
                    {"check": "row_count", "maximum_fall": 5},
                    {"check": "row_count", "maximum_rise": 5, "runs": 30},
                    {"check": "row_count", "minimum": 5}""")
                .lastRuns())
        .isEqualTo(30);
    assertThat(CheckRun.checks("").lastRuns()).isZero();
  }

  @Test
  void severitiesAreCounted() {
    QualityCounts counts =
        QualityCounts.of(
            CheckRun.with(
                    """
                    {"check": "row_count", "minimum": 0}, {"check": "row_count", "minimum": 1},
                    {"check": "row_count", "minimum": 1, "severity": "warn"}""")
                .results());

    assertThat(counts).isEqualTo(new QualityCounts(1, 1, 0, 1));
    assertThat(counts.failRun()).isTrue();
  }

  @Test
  void checksShareTheKeysThatMayBeRemembered() {
    QualityContext context = new QualityContext(column -> false, ReferencedKeys.NONE, 4);
    String unique = "{\"check\": \"unique\", \"columns\": [\"id\"]}";
    CheckRun alone = CheckRun.with(unique).in(context);
    CheckRun two = CheckRun.with(unique, unique).in(context);
    for (int id = 0; id < 3; id++) {
      alone.rows("{'id': %d}".formatted(id));
      two.rows("{'id': %d}".formatted(id));
    }

    assertThat(alone.results()).allMatch(CheckResult::passed);
    assertThat(two.results())
        .allSatisfy(
            result -> {
              assertThat(result.passed()).isFalse();
              assertThat(result.message()).contains("more different values than the 2 that");
            });
  }

  @Test
  void keysThatSeveralChecksAskForAreReadOnce() {
    String references =
        """
        {"check": "references", "columns": ["user"],
         "references": {"dataset": "users", "columns": ["id"]}}""";
    List<String> read = new ArrayList<>();
    ReferencedKeys keys =
        (dataset, columns) -> {
          read.add(dataset);
          return Optional.of(new KeyHashes(1));
        };

    CheckRun.with(references, references).in(new QualityContext(column -> false, keys)).results();

    assertThat(read).containsExactly("users");
  }

  @Test
  void anEvaluationEndsOnce() {
    QualityEvaluation evaluation =
        CheckRun.checks("").begin(new QualityContext(column -> false, ReferencedKeys.NONE));
    evaluation.end(EMPTY_RUN);

    assertThatIllegalStateException().isThrownBy(() -> evaluation.end(EMPTY_RUN));
  }
}
