package dev.millrace.samplemodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A made-up product of the sample shop: a row of the look-up table {@code products}.
 *
 * @param number {@code P-1001}, say: the row's key
 * @param name with umlauts, and a comma in some
 * @param category shoes, clothing, household or books
 * @param returnRate how many of a hundred pieces came back so far, as a share
 * @param cents the price
 */
record Product(String number, String name, String category, double returnRate, int cents) {
  /** What the model takes for a product that the table does not have. */
  static final double DEFAULT_RETURN_RATE = 0.2;

  /** What the model takes for the category of a product that the table does not have. */
  static final String DEFAULT_CATEGORY = "other";

  private static final int FIRST_NUMBER = 1_001;

  private record Kind(String category, double meanReturnRate, int meanCents, List<String> names) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("shoes", 0.42, 7_900, List.of("Stiefel, gefüttert", "Turnschuh", "Sandale")),
          new Kind(
              "clothing", 0.33, 3_900, List.of("Wollmütze", "Mantel", "Hose, blau", "Schürze")),
          new Kind("household", 0.09, 2_400, List.of("Teekanne", "Schüssel", "Öllampe", "Besen")),
          new Kind("books", 0.04, 1_600, List.of("Märchen", "Reiseführer", "Kochbuch")));

  /** Draws a catalogue in the order of its numbers. */
  static List<Product> draw(int count, Random random) {
    List<Product> products = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Kind kind = KINDS.get(random.nextInt(KINDS.size()));
      double rate = kind.meanReturnRate() * StrictMath.exp(0.4 * random.nextGaussian());
      double cents = kind.meanCents() * StrictMath.exp(0.5 * random.nextGaussian());
      products.add(
          new Product(
              "P-" + (FIRST_NUMBER + i),
              kind.names().get(random.nextInt(kind.names().size())),
              kind.category(),
              Math.round(1_000 * Math.min(rate, 0.9)) / 1_000.0,
              (int) Math.round(cents / 10) * 10 + 9));
    }
    return List.copyOf(products);
  }

  /** The product's line of {@code products.csv}. */
  String csv() {
    String quoted = name.contains(",") ? '"' + name + '"' : name;
    return "%s,%s,%s,%s".formatted(number, category, returnRate, quoted);
  }
}
