package dev.millrace.ingestion.quality.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.ingestion.quality.CheckRun;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.ReferencedKeys;
import dev.millrace.ingestion.quality.value.KeyHashes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checks of keys: within a run, and of other datasets. */
class KeyChecksTest {
  private static final String UNIQUE = "{\"check\": \"unique\", \"columns\": [\"id\"]}";

  private static CheckRun references(String members, KeyHashes users) {
    ReferencedKeys keys =
        (dataset, columns) ->
            dataset.equals("users") && columns.equals(List.of("id"))
                ? Optional.of(users)
                : Optional.empty();
    return CheckRun.with(
            """
            {"check": "references", "columns": ["user"],
             "references": {"dataset": "users", "columns": ["id"]}%s}"""
                .formatted(members))
        .in(new QualityContext(column -> false, keys));
  }

  private static KeyHashes users(Object... ids) {
    KeyHashes keys = new KeyHashes(1_000);
    Arrays.stream(ids).forEach(id -> keys.add(List.of(id)));
    return keys;
  }

  @Test
  void rowsThatDifferMayNotShareAKey() {
    CheckResult result =
        CheckRun.with(UNIQUE)
            .rows("{'id': 1, 'v': 1}", "{'id': 2, 'v': 1}", "{'id': 1, 'v': 2}", "{'id': 1}")
            .result();

    assertThat(result.passed()).isFalse();
    assertThat(result.message())
        .isEqualTo("id: rows that differ share 1 value, such as 1; none may");
    assertThat(result.measured()).hasValue(1);
  }

  @Test
  void theVerySameRowMetOnAnotherPageIsNoViolation() {
    assertThat(
            CheckRun.with(UNIQUE)
                .rows(
                    "{'id': 1, 'v': 1, '_millrace_page': 1, 'gone': null}",
                    "{'v': 1.0, 'id': 1, '_millrace_page': 2}")
                .result()
                .passed())
        .isTrue();
  }

  @Test
  void aKeyOfSeveralColumnsIsAllOfThem() {
    CheckRun run =
        CheckRun.with("{\"check\": \"unique\", \"columns\": [\"a\", \"b\"]}")
            .rows("{'a': 'x', 'b': 'yz', 'v': 1}", "{'a': 'xy', 'b': 'z', 'v': 2}");

    assertThat(run.result().passed()).isTrue();
    assertThat(run.rows("{'a': 'x', 'b': 'yz', 'v': 3}").result().message())
        .isEqualTo("a, b: rows that differ share 1 value, such as [\"x\",\"yz\"]; none may");
  }

  @Test
  void nullsAreNeverEqual() {
    assertThat(CheckRun.with(UNIQUE).rows("{'id': null, 'v': 1}", "{'id': null, 'v': 2}").result())
        .matches(CheckResult::passed);
  }

  @Test
  void idsOf64BitsAreToldApart() {
    assertThat(
            CheckRun.with(UNIQUE)
                .rows("{'id': 9007199254740992, 'v': 1}", "{'id': 9007199254740993, 'v': 2}")
                .result()
                .passed())
        .isTrue();
  }

  @Test
  void aReferenceThatIsNotThereIsTold() {
    CheckResult result =
        references("", users(1L, 2L, "x"))
            .rows("{'user': 1}", "{'user': 2.0}", "{'user': 3}", "{'user': null}", "{}")
            .result();

    assertThat(result.passed()).isFalse();
    assertThat(result.message())
        .isEqualTo("user: 1 of 3 references is not in users (id), such as 3; none may be");
    assertThat(result.measured()).hasValue(1);
  }

  @Test
  void nullsAreViolationsWhereTheCheckSaysSo() {
    CheckResult result =
        references(", \"nulls_allowed\": false, \"maximum_violations\": 1", users(1L))
            .rows("{'user': 1}", "{'user': null}", "{}")
            .result();

    assertThat(result.message())
        .isEqualTo("user: 2 of 3 references are not in users (id); at most 1 may be");
  }

  @Test
  void referencesOfAnotherTypeAreSuspected() {
    assertThat(references("", users(1L, 2L)).rows("{'user': '1'}", "{'user': '2'}").result())
        .extracting(CheckResult::message)
        .asString()
        .endsWith("No value is found at all: the columns may have different types");
  }

  @Test
  void aDatasetThatIsNotThereFailsTheCheck() {
    CheckResult result =
        CheckRun.with(
                """
                {"check": "references", "columns": ["user"],
                 "references": {"dataset": "users", "columns": ["id"]}}""")
            .rows("{'user': 1}")
            .result();

    assertThat(result.passed()).isFalse();
    assertThat(result.message())
        .isEqualTo("user: not evaluated, because there is no dataset with the columns users (id)");
  }

  @Test
  void aKeyThatFoundNoRoomIsNotCalledMissing() {
    KeyHashes one = new KeyHashes(1);
    one.add(List.of(1L));
    one.add(List.of(2L));

    assertThat(references("", one).rows("{'user': 1}").result().passed()).isTrue();
    assertThat(references("", one).rows("{'user': 2}").result().message())
        .isEqualTo(
            "user: not evaluated, because users (id) has more keys than the 1 that can be remembered");
  }
}
