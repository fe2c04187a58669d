package dev.millrace.features.time;

/**
 * Fields of the proleptic Gregorian calendar, by arithmetic; in UTC, or in the zone whose offset
 * was added to the time.
 */
public final class UtcDate {

  private static final long MILLIS_PER_MINUTE = 60_000;
  private static final long MILLIS_PER_HOUR = 60 * MILLIS_PER_MINUTE;
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

  /** 0 to 59. */
  public static int minuteOfHour(long epochMillis) {
    return (int) (Math.floorMod(epochMillis, MILLIS_PER_HOUR) / MILLIS_PER_MINUTE);
  }

  /** 1 to 12. */
  public static int month(long epochDay) {
    // In months from March each has 30.6 days, rounded: see civil_from_days, below.
    int monthFromMarch = (5 * dayFromMarch(dayOf400Years(epochDay)) + 2) / 153;
    return monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  }

  /**
   * 1 to 366. Years are counted from March, so that the leap day is a year's last: see Howard
   * Hinnant, <a href="https://howardhinnant.github.io/date_algorithms.html">chrono-Compatible
   * Low-Level Date Algorithms</a>, {@code civil_from_days}.
   */
  public static int dayOfYear(long epochDay) {
    int day = dayOf400Years(epochDay);
    int dayFromMarch = dayFromMarch(day);
    if (dayFromMarch >= DAYS_FROM_MARCH_TO_DECEMBER) {
      return dayFromMarch - DAYS_FROM_MARCH_TO_DECEMBER + 1;
    }
    int year = yearOf400(day);
    boolean leap = year % 4 == 0 && (year % 100 != 0 || year == 0);
    return dayFromMarch + DAYS_OF_JANUARY_AND_FEBRUARY + (leap ? 1 : 0) + 1;
  }

  private static int dayOf400Years(long epochDay) {
    return Math.floorMod(epochDay + DAYS_FROM_0000_03_01_TO_1970_01_01, DAYS_PER_400_YEARS);
  }

  private static int yearOf400(int day) {
    return (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
  }

  private static int dayFromMarch(int day) {
    int year = yearOf400(day);
    return day - (365 * year + year / 4 - year / 100);
  }
}
