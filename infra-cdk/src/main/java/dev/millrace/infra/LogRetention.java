package dev.millrace.infra;

import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.services.logs.RetentionDays;

/** How long CloudWatch keeps logs: it knows a few numbers of days only. */
final class LogRetention {
  private static final Map<Integer, RetentionDays> BY_DAYS =
      Map.of(
          1, RetentionDays.ONE_DAY,
          3, RetentionDays.THREE_DAYS,
          7, RetentionDays.ONE_WEEK,
          14, RetentionDays.TWO_WEEKS,
          30, RetentionDays.ONE_MONTH,
          60, RetentionDays.TWO_MONTHS,
          90, RetentionDays.THREE_MONTHS,
          180, RetentionDays.SIX_MONTHS,
          365, RetentionDays.ONE_YEAR,
          731, RetentionDays.TWO_YEARS);

  static final Set<Integer> DAYS = BY_DAYS.keySet();

  private LogRetention() {}

  static RetentionDays of(Settings settings) {
    return BY_DAYS.get(settings.logRetentionDays());
  }
}
