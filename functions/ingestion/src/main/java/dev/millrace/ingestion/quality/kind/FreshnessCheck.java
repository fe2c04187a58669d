package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.CheckEvaluation;
import dev.millrace.ingestion.quality.check.CheckVerdict;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.check.QualityContext;
import dev.millrace.ingestion.quality.check.RunFacts;
import dev.millrace.ingestion.quality.value.TimeValues;
import dev.millrace.ingestion.row.JsonValues;
import dev.millrace.ingestion.row.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The newest time of a column is not too old, and not more than a day ahead: a row from 2099 would
 * make the data look fresh for ever. Measured is the largest age of a column's newest time, in
 * seconds, which is negative for a time ahead; not measured for a protected column.
 */
record FreshnessCheck(List<String> columns, Duration maximumAge) implements QualityCheck {
  private static final Duration MAXIMUM_AHEAD = Duration.ofDays(1);
  private static final long MOST_SECONDS = Duration.ofDays(36_500).toSeconds();
  private static final String EXPECTED =
      "a number of seconds from 1 to %d, or a duration such as \"PT36H\"".formatted(MOST_SECONDS);

  static QualityCheck read(DefinitionObject definition) {
    Optional<Duration> age =
        switch (definition.value("maximum_age")) {
          case Long seconds when seconds <= MOST_SECONDS ->
              Optional.of(Duration.ofSeconds(seconds));
          case String text -> TimeValues.duration(text);
          case null, default -> Optional.empty();
        };
    return new FreshnessCheck(
        CheckMembers.columns(definition),
        age.filter(held -> held.toSeconds() >= 1 && held.toSeconds() <= MOST_SECONDS)
            .orElseThrow(() -> definition.refused("maximum_age", EXPECTED)));
  }

  @Override
  public CheckEvaluation begin(QualityContext context) {
    List<CheckEvaluation> evaluated = new ArrayList<>();
    for (String column : columns) {
      evaluated.add(new Column(column, maximumAge, context.protectedColumns().test(column)));
    }
    return new ColumnEvaluations(evaluated);
  }

  /** The times of one column. */
  private static final class Column implements CheckEvaluation {
    private final String name;
    private final Duration maximumAge;
    private final boolean isProtected;
    private boolean found;
    private Instant newest = Instant.MIN;

    Column(String name, Duration maximumAge, boolean isProtected) {
      this.name = name;
      this.maximumAge = maximumAge;
      this.isProtected = isProtected;
    }

    @Override
    public void row(Row row) {
      Optional<Instant> time = TimeValues.time(row.value(name));
      if (time.isPresent()) {
        found = true;
        newest = time.get().isAfter(newest) ? time.get() : newest;
      }
    }

    @Override
    public CheckVerdict end(RunFacts facts) {
      if (!found) {
        return CheckVerdict.failed(
            "%s: no row has a time; expected one at most %s old"
                .formatted(name, Figures.duration(maximumAge)));
      }
      Duration age = Duration.between(newest, facts.now());
      boolean ahead = age.compareTo(MAXIMUM_AHEAD.negated()) < 0;
      boolean passed = !ahead && age.compareTo(maximumAge) <= 0;
      String message =
          isProtected
              ? "%s: the newest time is %s".formatted(name, comparison(passed, ahead))
              : "%s: the newest time, %s, is %s, %s"
                  .formatted(
                      name, JsonValues.time(newest), ageText(age), comparison(passed, ahead));
      return new CheckVerdict(
          passed,
          message,
          isProtected ? OptionalDouble.empty() : OptionalDouble.of((double) age.toSeconds()));
    }

    private static String ageText(Duration age) {
      return age.isNegative()
          ? Figures.duration(age.negated()) + " ahead"
          : Figures.duration(age) + " old";
    }

    private String comparison(boolean passed, boolean ahead) {
      if (ahead) {
        return "further ahead than the allowed day";
      }
      String limit = Figures.duration(maximumAge);
      return passed ? "within the allowed " + limit : "past the allowed " + limit;
    }
  }
}
