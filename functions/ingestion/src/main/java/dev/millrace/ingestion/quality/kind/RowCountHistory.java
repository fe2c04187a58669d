package dev.millrace.ingestion.quality.kind;

import dev.millrace.ingestion.definition.DefinitionObject;
import dev.millrace.ingestion.quality.check.RunFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the number of rows may be from that of the last successful runs, in percent of it. Where
 * there was no such run there is nothing to compare with, and nothing fails.
 *
 * @param runs how many runs at most are compared with, the newest ones
 * @param mean whether the mean of their numbers counts; else the median does
 */
record RowCountHistory(
    OptionalDouble maximumFall, OptionalDouble maximumRise, int runs, boolean mean) {
  /** The most runs that a check may look back on. */
  static final int MOST_RUNS = 100;

  private static final int DEFAULT_RUNS = 7;

  static Optional<RowCountHistory> read(DefinitionObject definition) {
    OptionalDouble fall = CheckMembers.percent(definition, "maximum_fall");
    OptionalDouble rise = CheckMembers.percent(definition, "maximum_rise");
    boolean compares = fall.isPresent() || rise.isPresent();
    for (String option : List.of("runs", "average")) {
      if (!compares && definition.has(option)) {
        throw definition.refused(option, "nothing without maximum_fall or maximum_rise");
      }
    }
    int runs = (int) definition.optionalWhole("runs", 1, MOST_RUNS).orElse(DEFAULT_RUNS);
    boolean mean =
        definition.has("average")
            && definition.word("average", List.of("median", "mean")).equals("mean");
    return compares ? Optional.of(new RowCountHistory(fall, rise, runs, mean)) : Optional.empty();
  }

  /** What is wrong with the number of rows of a run; empty where nothing is. */
  Optional<String> failure(RunFacts facts) {
    List<Long> last = facts.rowsOfLastRuns();
    List<Long> compared = last.subList(0, Math.min(runs, last.size()));
    if (compared.isEmpty()) {
      return Optional.empty();
    }
    double usual = mean ? mean(compared) : median(compared);
    double change = (facts.rowsOut() - usual) * 100;
    if (maximumFall.isPresent() && -change > maximumFall.getAsDouble() * usual) {
      return Optional.of(sentence(compared.size(), usual, -change, "less", maximumFall));
    }
    if (maximumRise.isPresent() && change > maximumRise.getAsDouble() * usual) {
      return Optional.of(sentence(compared.size(), usual, change, "more", maximumRise));
    }
    return Optional.empty();
  }

  private String sentence(
      int compared, double usual, double change, String direction, OptionalDouble allowed) {
    return "%s%s than %s, the %s of the last %s; at most %s %s is allowed"
        .formatted(
            usual == 0 ? "" : Figures.percent(change / usual) + ' ',
            direction,
            Figures.count(Math.round(usual)),
            mean ? "mean" : "median",
            compared == 1 ? "successful run" : compared + " successful runs",
            Figures.percent(allowed.getAsDouble()),
            direction);
  }

  private static double mean(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).average().orElseThrow();
  }

  private static double median(List<Long> counts) {
    List<Long> sorted = counts.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }
}
