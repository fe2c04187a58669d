package dev.millrace.samplemodel;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Draws orders of a shop, evenly over the years 2024 and 2025. */
final class OrderGenerator {
  private static final LocalDate FIRST_DAY = LocalDate.of(2024, 1, 1);
  private static final int DAYS = 731;
  private static final int FIRST_NUMBER = 100_000;
  private static final double KNOWN_PRODUCT = 0.9;
  private static final double GUEST = 0.25;
  private static final List<String> SHOPS = List.of("altona", "köln-süd", "mitte");
  private static final List<String> PAYMENTS =
      List.of("invoice", "invoice", "card", "card", "paypal", "prepaid");
  private static final List<String> COUNTRIES =
      List.of("DE", "DE", "DE", "DE", "DE", "AT", "AT", "CH", "NL", "FR");
  private static final List<String> NOTES =
      List.of(
          "", "", "", "Bitte beim Nachbarn abgeben", "Tür klemmt: fest drücken", "3. Stock, links");
  private static final int[] HOURS = {
    0, 7, 8, 9, 11, 12, 12, 13, 15, 17, 18, 19, 19, 20, 20, 21, 22, 23
  };

  private final List<Product> products;
  private final Random random;
  private final Map<String, Integer> numbers = new HashMap<>();

  OrderGenerator(List<Product> products, Random random) {
    this.products = List.copyOf(products);
    this.random = random;
  }

  /** The next order; numbers ascend within a shop, and days do not. */
  GeneratedOrder next() {
    String shop = oneOf(SHOPS);
    int number = numbers.merge(shop, 1 + random.nextInt(9), Integer::sum);
    Instant placed = placed();
    String payment = oneOf(PAYMENTS);
    boolean guest = random.nextDouble() < GUEST;
    return new GeneratedOrder(
        shop,
        FIRST_NUMBER + number,
        placed,
        untilPayment(payment),
        payment,
        oneOf(COUNTRIES),
        guest ? 0 : (int) StrictMath.exp(1.2 * Math.abs(random.nextGaussian())),
        guest
            ? Optional.empty()
            : Optional.of(placed.minus(Duration.ofMinutes(60 + random.nextInt(2_000_000)))),
        random.nextInt(5) == 0,
        random.nextInt(8) == 0,
        oneOf(NOTES),
        items());
  }

  private Instant placed() {
    return FIRST_DAY
        .plusDays(random.nextInt(DAYS))
        .atTime(HOURS[random.nextInt(HOURS.length)], random.nextInt(60), random.nextInt(60))
        .atZone(GeneratedOrder.ZONE)
        .toInstant();
  }

  /** At once, but for invoices, which some pay days later and some have not paid yet. */
  private Optional<Duration> untilPayment(String payment) {
    if (!payment.equals("invoice")) {
      return Optional.of(Duration.ofSeconds(20 + random.nextInt(900)));
    }
    return random.nextInt(3) == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMinutes(60 + random.nextInt(20_000)));
  }

  private List<GeneratedOrder.Item> items() {
    List<GeneratedOrder.Item> items = new ArrayList<>();
    for (int count = 1 + (int) Math.abs(1.6 * random.nextGaussian()); count > 0; count--) {
      Product product = oneOf(products);
      boolean known = random.nextDouble() < KNOWN_PRODUCT;
      items.add(
          new GeneratedOrder.Item(
              known ? product.number() : "P-" + (9_000 + random.nextInt(1_000)),
              known ? Optional.of(product) : Optional.empty(),
              1 + random.nextInt(3),
              product.cents()));
    }
    items.sort(Comparator.comparingInt(GeneratedOrder.Item::cents).reversed());
    return items;
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
