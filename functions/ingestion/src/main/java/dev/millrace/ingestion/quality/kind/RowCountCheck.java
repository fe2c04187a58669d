package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Holds the number of rows to bounds, to the last successful runs, and to what the source itself
 * says that there are. Measured is the number of rows out.
 */
record RowCountCheck(
    OptionalLong minimum,
    OptionalLong maximum,
    Optional<RowCountHistory> history,
    OptionalDouble totalDifference)
    implements QualityCheck {

  static QualityCheck read(DefinitionObject definition) {
    RowCountCheck check =
        new RowCountCheck(
            definition.optionalWhole("minimum", 0, Long.MAX_VALUE),
            definition.optionalWhole("maximum", 0, Long.MAX_VALUE),
            RowCountHistory.read(definition),
            CheckMembers.percent(definition, "maximum_total_difference"));
    if (check.minimum.isEmpty()
        && check.maximum.isEmpty()
        && check.history.isEmpty()
        && check.totalDifference.isEmpty()) {
      throw definition.refused(
          "minimum",
          "a whole number, unless there is a maximum, maximum_fall, maximum_rise or"
              + " maximum_total_difference");
    }
    return check;
  }

  @Override
  public int lastRuns() {
    return history.map(RowCountHistory::runs).orElse(0);
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public CheckEvaluation begin(QualityContext context) {
    return new CheckEvaluation() {
      @Override
      public void row(Row row) {
        // The run's facts have the number.
      }

      @Override
      public CheckVerdict end(RunFacts facts) {
        return judge(facts);
      }
    };
  }

  private CheckVerdict judge(RunFacts facts) {
    List<String> failures = new ArrayList<>();
    long rows = facts.rowsOut();
    if (minimum.isPresent() && rows < minimum.getAsLong()) {
      failures.add("at least %s were expected".formatted(Figures.count(minimum.getAsLong())));
    }
    if (maximum.isPresent() && rows > maximum.getAsLong()) {
      failures.add("at most %s were expected".formatted(Figures.count(maximum.getAsLong())));
    }
    history.flatMap(change -> change.failure(facts)).ifPresent(failures::add);
    totalDifference.ifPresent(percent -> totalFailure(facts, percent).ifPresent(failures::add));
    String message =
        (rows == 1 ? "1 row" : Figures.count(rows) + " rows")
            + (failures.isEmpty() ? ", as expected" : "; " + String.join("; ", failures));
    return CheckVerdict.of(failures.isEmpty(), message, rows);
  }

  private static Optional<String> totalFailure(RunFacts facts, double percent) {
    if (facts.apiTotal().isEmpty()) {
      return Optional.of("the source gave no total to compare with");
    }
    double total = facts.apiTotal().getAsLong();
    if (Math.abs(facts.rowsIn() - total) * 100 <= percent * total) {
      return Optional.empty();
    }
    return Optional.of(
        "the source gave %s rows and says that it has %s; they may differ by %s"
            .formatted(
                Figures.count(facts.rowsIn()),
                Figures.count(facts.apiTotal().getAsLong()),
                Figures.percent(percent)));
  }
}
