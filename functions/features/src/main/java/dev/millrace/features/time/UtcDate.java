package dev.millrace.features.time;

/** Fields of the proleptic Gregorian calendar in UTC, by arithmetic. */
public final class UtcDate {

  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final long MILLIS_PER_DAY = 24 * MILLIS_PER_HOUR;
  private static final int DAYS_PER_400_YEARS = 146_097;
  private static final int DAYS_FROM_0000_03_01_TO_1970_01_01 = 719_468;
  private static final int DAYS_FROM_MARCH_TO_DECEMBER = 306;
  private static final int DAYS_OF_JANUARY_AND_FEBRUARY = 59;

  private UtcDate() {}

  /** The day of a time in milliseconds since 1970-01-01T00:00Z, in UTC; rounds down before 1970. */
  public static long epochDay(long epochMillis) {
    return Math.floorDiv(epochMillis, MILLIS_PER_DAY);
  }

  /** 0 to 23. */
  public static int hourOfDay(long epochMillis) {
    return (int) (Math.floorMod(epochMillis, MILLIS_PER_DAY) / MILLIS_PER_HOUR);
  }

  /** Monday 0 to Sunday 6: 1970-01-01 was a Thursday. */
  public static int dayOfWeek(long epochDay) {
    return Math.floorMod(epochDay + 3, 7);
  }

  /**
   * 1 to 366. Years are counted from March, so that the leap day is a year's last: see Howard
   * Hinnant, <a href="https://howardhinnant.github.io/date_algorithms.html">chrono-Compatible
   * Low-Level Date Algorithms</a>, {@code civil_from_days}.
   */
  public static int dayOfYear(long epochDay) {
    int day = Math.floorMod(epochDay + DAYS_FROM_0000_03_01_TO_1970_01_01, DAYS_PER_400_YEARS);
    int year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    int dayFromMarch = day - (365 * year + year / 4 - year / 100);
    if (dayFromMarch >= DAYS_FROM_MARCH_TO_DECEMBER) {
      return dayFromMarch - DAYS_FROM_MARCH_TO_DECEMBER + 1;
    }
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year == 0);
    return dayFromMarch + DAYS_OF_JANUARY_AND_FEBRUARY + (leap ? 1 : 0) + 1;
  }
}
