package dev.millrace.infra;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import software.amazon.awscdk.services.logs.RetentionDays;

/** How long CloudWatch keeps logs: it knows a few numbers of days only. */
final class LogRetention {
  static final SortedSet<Integer> DAYS =
      new TreeSet<>(List.of(1, 3, 7, 14, 30, 60, 90, 180, 365, 731));

  private LogRetention() {}

  static RetentionDays of(Settings settings) {
    return switch (settings.logRetentionDays()) {
      case 1 -> RetentionDays.ONE_DAY;
      case 3 -> RetentionDays.THREE_DAYS;
      case 7 -> RetentionDays.ONE_WEEK;
      case 14 -> RetentionDays.TWO_WEEKS;
      case 30 -> RetentionDays.ONE_MONTH;
      case 60 -> RetentionDays.TWO_MONTHS;
      case 90 -> RetentionDays.THREE_MONTHS;
      case 180 -> RetentionDays.SIX_MONTHS;
      case 365 -> RetentionDays.ONE_YEAR;
      case 731 -> RetentionDays.TWO_YEARS;
      default ->
          throw new IllegalArgumentException(
              "CloudWatch keeps no logs for %d days".formatted(settings.logRetentionDays()));
    };
  }
}
