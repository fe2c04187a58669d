package dev.millrace.samplemodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A made-up area behind a zip code. The zip codes are numbers that could exist; what is said about
 * them is drawn at random and true of no place.
 *
 * @param zipCode five digits
 * @param medianIncome US dollars a year, a multiple of 100
 * @param populationDensity people per square kilometre, above 0, to one decimal
 */
public record ZipCodeArea(String zipCode, int medianIncome, double populationDensity) {

  /** What an unknown zip code gets instead, in US dollars a year. */
  public static final int DEFAULT_MEDIAN_INCOME = 64_000;

  /** What an unknown zip code gets instead, in people per square kilometre. */
  public static final double DEFAULT_POPULATION_DENSITY = 900;

  private static final int LOWEST_ZIP_CODE = 1_001;
  private static final int HIGHEST_ZIP_CODE = 99_950;

  /**
   * Draws areas in the order of their zip codes. Income is log-normal around {@link
   * #DEFAULT_MEDIAN_INCOME}, density around {@link #DEFAULT_POPULATION_DENSITY}: half of all areas
   * lie below, half above.
   */
  public static List<ZipCodeArea> draw(int count, Random random) {
    var zipCodes = new TreeSet<Integer>();
    while (zipCodes.size() < count) {
      zipCodes.add(LOWEST_ZIP_CODE + random.nextInt(HIGHEST_ZIP_CODE - LOWEST_ZIP_CODE + 1));
    }
    var areas = new ArrayList<ZipCodeArea>(count);
    for (int zipCode : zipCodes) {
      double income = DEFAULT_MEDIAN_INCOME * StrictMath.exp(0.35 * random.nextGaussian());
      double density = DEFAULT_POPULATION_DENSITY * StrictMath.exp(1.4 * random.nextGaussian());
      areas.add(
          new ZipCodeArea(
              "%05d".formatted(zipCode),
              (int) (Math.round(income / 100) * 100),
              Math.max(0.1, Math.round(density * 10) / 10.0)));
    }
    return List.copyOf(areas);
  }
}
