package dev.millrace.samplemodel;

/**
 * How likely a generated session ends in a purchase. The law is made up and known, so that one can
 * see how much of it a model has learnt. The log-odds are the sum of
 *
 * <ul>
 *   <li>-1.7;
 *   <li>the hour: {@code 0.9 cos(2 pi (hour - 20) / 24)}, highest at 20:00 UTC;
 *   <li>the weekday: 0.4 on Saturday and Sunday, and 0.5 more there from 10:00 to 16:00;
 *   <li>the season: {@code 0.5 cos(2 pi (day - 345) / 365.25)}, highest in early December;
 *   <li>a known area: {@code 1.1 ln(income / 64000)}, and {@code 0.35 log10(density / 900)} by day
 *       (8:00 to 20:00), minus that at night;
 *   <li>an unknown area: -0.3.
 * </ul>
 *
 * where the hour, the weekday and the day of the year are in UTC, income is in US dollars a year
 * and density in people per square kilometre.
 */
final class ConversionLaw {

  private ConversionLaw() {}

  /** Between 0 and 1, both excluded. */
  static double probability(GeneratedSession session) {
    int hour = session.hourOfDay();
    double logOdds = -1.7;
    logOdds += 0.9 * cosineOfTurn((hour - 20) / 24.0);
    if (session.dayOfWeek() >= 5) {
      logOdds += hour >= 10 && hour < 16 ? 0.9 : 0.4;
    }
    logOdds += 0.5 * cosineOfTurn((session.dayOfYear() - 345) / 365.25);
    logOdds += session.area().map(area -> ofArea(area, hour)).orElse(-0.3);
    return 1 / (1 + StrictMath.exp(-logOdds));
  }

  private static double ofArea(ZipCodeArea area, int hour) {
    double income =
        1.1 * StrictMath.log((double) area.medianIncome() / ZipCodeArea.DEFAULT_MEDIAN_INCOME);
    double density =
        0.35 * StrictMath.log10(area.populationDensity() / ZipCodeArea.DEFAULT_POPULATION_DENSITY);
    return income + (hour >= 8 && hour < 20 ? density : -density);
  }

  private static double cosineOfTurn(double turns) {
    return StrictMath.cos(2 * Math.PI * turns);
  }
}
