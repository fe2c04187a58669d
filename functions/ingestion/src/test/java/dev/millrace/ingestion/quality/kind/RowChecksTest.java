package dev.millrace.ingestion.quality.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.quality.CheckResult;
import dev.millrace.ingestion.quality.CheckRun;
import dev.millrace.ingestion.quality.check.RunFacts;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks of how many rows there are. */
class RowChecksTest {
  private static RunFacts facts(long rowsOut, Long... lastRuns) {
    return new RunFacts(rowsOut, rowsOut, 0, OptionalLong.empty(), List.of(lastRuns), CheckRun.NOW);
  }

  private static CheckResult result(String check, RunFacts facts) {
    return CheckRun.with(check).results(facts).getFirst();
  }

  @ParameterizedTest
  @CsvSource({"9, false", "10, true", "20, true", "21, false"})
  void rowsAreWithinTheirBounds(long rows, boolean passes) {
    assertThat(
            result("{\"check\": \"row_count\", \"minimum\": 10, \"maximum\": 20}", facts(rows))
                .passed())
        .isEqualTo(passes);
  }

  @Test
  void tooFewRowsAreToldWithTheirBound() {
    CheckResult result = result("{\"check\": \"row_count\", \"minimum\": 1000}", facts(12));

    assertThat(result.message()).isEqualTo("12 rows; at least 1,000 were expected");
    assertThat(result.measured()).hasValue(12);
  }

  @ParameterizedTest
  @CsvSource({"49, false", "50, true", "125, true", "126, false"})
  void rowsAreComparedWithTheMedianOfTheLastRuns(long rows, boolean passes) {
    String check =
        "{\"check\": \"row_count\", \"maximum_fall\": 50, \"maximum_rise\": 25, \"runs\": 3}";

    assertThat(result(check, facts(rows, 100L, 1L, 1_000_000L, 1L, 1L)).passed()).isEqualTo(passes);
  }

  @Test
  void rowsAreComparedWithTheMeanWhereTheCheckSaysSo() {
    CheckResult result =
        result(
            "{\"check\": \"row_count\", \"maximum_fall\": 50, \"average\": \"mean\"}",
            facts(100, 100L, 100L, 1_000L));

    assertThat(result.message())
        .isEqualTo(
            "100 rows; 75% less than 400, the mean of the last 3 successful runs; at most 50% less"
                + " is allowed");
  }

  @Test
  void theMedianOfTwoRunsIsBetweenThem() {
    String check = "{\"check\": \"row_count\", \"maximum_fall\": 0}";

    assertThat(result(check, facts(15, 10L, 20L)).passed()).isTrue();
    assertThat(result(check, facts(14, 10L, 20L)).passed()).isFalse();
  }

  @Test
  void theFirstRunHasNothingToBeComparedWith() {
    assertThat(result("{\"check\": \"row_count\", \"maximum_fall\": 0}", facts(0)).passed())
        .isTrue();
  }

  @Test
  void anythingIsARiseFromNothing() {
    CheckResult result = result("{\"check\": \"row_count\", \"maximum_rise\": 900}", facts(1, 0L));

    assertThat(result.passed()).isFalse();
    assertThat(result.message())
        .isEqualTo(
            "1 row; more than 0, the median of the last successful run; at most 900% more"
                + " is allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1000, true",
    "990, 1000, true",
    "989, 1000, false",
    "1010, 1000, true",
    "1011, 1000, false",
    "0, 0, true",
    "1, 0, false"
  })
  void rowsInAreComparedWithTheSourcesOwnTotal(long rowsIn, long total, boolean passes) {
    RunFacts facts = new RunFacts(rowsIn, 5, 0, OptionalLong.of(total), List.of(), CheckRun.NOW);

    assertThat(
            result("{\"check\": \"row_count\", \"maximum_total_difference\": 1}", facts).passed())
        .isEqualTo(passes);
  }

  @Test
  void aSourceWithoutATotalFailsTheComparison() {
    CheckResult result =
        result("{\"check\": \"row_count\", \"maximum_total_difference\": 1}", facts(5));

    assertThat(result.passed()).isFalse();
    assertThat(result.message()).isEqualTo("5 rows; the source gave no total to compare with");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "1, 99, true", "2, 98, false", "1, 0, false"})
  void rejectedRowsAreAShareOfAllThatCameOut(long rejected, long rowsOut, boolean passes) {
    RunFacts facts =
        new RunFacts(500, rowsOut, rejected, OptionalLong.empty(), List.of(), CheckRun.NOW);

    assertThat(result("{\"check\": \"rejected_share\", \"maximum\": 0.01}", facts).passed())
        .isEqualTo(passes);
  }

  @Test
  void theShareOfRejectedRowsIsTold() {
    RunFacts facts = new RunFacts(4, 3, 1, OptionalLong.empty(), List.of(), CheckRun.NOW);

    CheckResult result = result("{\"check\": \"rejected_share\", \"maximum\": 0.001}", facts);

    assertThat(result.message()).isEqualTo("1 of 4 rows is rejected (25%); at most 0.1% may be");
    assertThat(result.measured()).hasValue(0.25);
  }
}
