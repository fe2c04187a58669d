package dev.millrace.ingestion.quality.suggest;

import dev.millrace.ingestion.quality.QualityChecks;
import dev.millrace.ingestion.quality.check.QualityCheck;
import dev.millrace.ingestion.quality.value.ExactNumbers;
import dev.millrace.ingestion.row.JsonValues;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes checks of what columns look like. Not thread-safe. */
final class SuggestedList {
  /** Fewer values say nothing about others. */
  private static final int FEWEST_VALUES = 20;

  /** So often, on average, the values of a list of allowed ones come. */
  private static final long REPEATED = 10;

  private static final long LARGEST_FALL_PERCENT = 50;
  private static final double LARGEST_NULL_SHARE = 0.5;
  private static final Duration OLDEST_FRESH = Duration.ofDays(30);
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final MathContext DOWN = new MathContext(2, RoundingMode.FLOOR);
  private static final MathContext UP = new MathContext(2, RoundingMode.CEILING);

  private final List<SuggestedCheck> checks = new ArrayList<>();
  private final long rows;
  private final Instant now;

  SuggestedList(long rows, Instant now) {
    this.rows = rows;
    this.now = now;
  }

  List<SuggestedCheck> checks() {
    return List.copyOf(checks.subList(0, Math.min(checks.size(), QualityChecks.MOST_CHECKS)));
  }

  void addRowCount() {
    Map<String, Object> bounds = new LinkedHashMap<>();
    bounds.put("minimum", 1L);
    bounds.put("maximum_fall", LARGEST_FALL_PERCENT);
    add(
        "row_count",
        List.of(),
        bounds,
        "warn",
        "A run with half as many rows as the last ones is seldom complete");
  }

  void addNullShares(Map<String, ColumnProfile> profiles) {
    List<String> complete =
        profiles.keySet().stream().filter(name -> profiles.get(name).values() == rows).toList();
    for (int from = 0; from < complete.size(); from += QualityCheck.MOST_COLUMNS) {
      int to = Math.min(complete.size(), from + QualityCheck.MOST_COLUMNS);
      add(
          "null_share",
          complete.subList(from, to),
          Map.of("maximum", 0L),
          "warn",
          "Each of the %s rows has a value".formatted(count(rows)));
    }
    profiles.forEach(
        (name, profile) -> {
          double share = 1 - (double) profile.values() / rows;
          if (share > 0 && share <= LARGEST_NULL_SHARE && rows >= FEWEST_VALUES) {
            double maximum = Math.ceil((share * 1.5 + 0.01) * 100) / 100;
            add(
                "null_share",
                List.of(name),
                Map.of("maximum", maximum),
                "warn",
                "%s of %s rows have no value"
                    .formatted(count(rows - profile.values()), count(rows)));
          }
        });
  }

  void addUnique(String name) {
    if (rows >= FEWEST_VALUES) {
      boolean isId = name.toLowerCase(Locale.ROOT).matches("(.*_)?(id|key|uuid|guid)");
      add(
          "unique",
          List.of(name),
          Map.of(),
          isId ? "error" : "warn",
          "The values of all %s rows are different".formatted(count(rows)));
    }
  }

  /** What the values of a column that is not unique have in common. */
  void addValues(String name, ColumnProfile profile) {
    Set<Object> distinct = profile.distinct();
    if (profile.values() < FEWEST_VALUES) {
      return;
    }
    if (!distinct.isEmpty() && distinct.size() * REPEATED <= profile.values()) {
      add(
          "allowed_values",
          List.of(name),
          Map.of("values", List.copyOf(distinct)),
          "warn",
          "The %s values are %d different ones"
              .formatted(count(profile.values()), distinct.size()));
    } else if (profile.isAllNumbers()) {
      addRange(name, profile.lowest(), profile.highest());
    } else {
      profile
          .shape()
          .ifPresent(
              shape ->
                  add(
                      "pattern",
                      List.of(name),
                      Map.of("pattern", shape.pattern()),
                      "warn",
                      "Each of the %s values is %s"
                          .formatted(count(profile.values()), shape.words())));
    }
  }

  /** A tenth of the range is left free at both ends, but not below zero where no value is. */
  private void addRange(String name, Number lowest, Number highest) {
    BigDecimal low = ExactNumbers.decimal(lowest);
    BigDecimal high = ExactNumbers.decimal(highest);
    BigDecimal free = high.subtract(low).movePointLeft(1);
    BigDecimal minimum = low.subtract(free).round(DOWN);
    if (low.signum() >= 0) {
      minimum = minimum.max(BigDecimal.ZERO);
    }
    Map<String, Object> bounds = new LinkedHashMap<>();
    bounds.put("minimum", ExactNumbers.canonical(minimum));
    bounds.put("maximum", ExactNumbers.canonical(high.add(free).round(UP)));
    add(
        "range",
        List.of(name),
        bounds,
        "warn",
        "The values are from %s to %s"
            .formatted(JsonValues.text(lowest), JsonValues.text(highest)));
  }

  /** For the column whose newest time is the newest, unless that is old. */
  void addFreshness(Map<String, ColumnProfile> profiles) {
    String freshest = null;
    Instant newest = now.minus(OLDEST_FRESH);
    for (Map.Entry<String, ColumnProfile> column : profiles.entrySet()) {
      Instant time = column.getValue().newest().orElse(Instant.MIN);
      if (time.isAfter(newest) && !time.isAfter(now.plus(AHEAD))) {
        freshest = column.getKey();
        newest = time;
      }
    }
    if (freshest != null) {
      long days = 2 * Math.max(0, Duration.between(newest, now).toDays()) + 2;
      add(
          "freshness",
          List.of(freshest),
          Map.of("maximum_age", "P%dD".formatted(days)),
          "warn",
          "The newest time is %s".formatted(JsonValues.time(newest)));
    }
  }

  private void add(
      String kind, List<String> columns, Map<String, ?> more, String severity, String reason) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("check", kind);
    if (!columns.isEmpty()) {
      members.put("columns", columns);
    }
    members.putAll(more);
    members.put("severity", severity);
    checks.add(new SuggestedCheck(members, reason));
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
