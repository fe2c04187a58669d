package dev.millrace.infra.construct;

import dev.millrace.infra.settings.PlatformSettings;
import software.amazon.awscdk.services.logs.RetentionDays;

/** How long CloudWatch keeps logs: it knows a few numbers of days only. */
public final class LogRetention {
  private LogRetention() {}

  /** The number of days that the settings say, as CDK names it. */
  public static RetentionDays of(PlatformSettings settings) {
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
