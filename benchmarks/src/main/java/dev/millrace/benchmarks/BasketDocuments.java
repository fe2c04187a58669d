package dev.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** The documents of {@link SessionDocuments} with a basket in them, about 12 KB each. */
final class BasketDocuments {
  private static final int PAGES = 60;

  private BasketDocuments() {}

  /** The same documents for the same arguments, in every run. */
  static List<byte[]> generate(long seed, int count) {
    Random random = new Random(seed);
    return SessionDocuments.stream(seed, count, PAGES)
        .map(document -> new String(document, StandardCharsets.UTF_8))
        .map(document -> document.replace("\"city\":", basket(random) + "\"city\":"))
        .map(document -> document.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static String basket(Random random) {
    return """
        "basket":{"total":%d.%02d,"currency":"EUR","items":%d,"discount":%.2f,"coupon":null,\
        "shipping":{"cost":4.95,"country":"%s","express":%b},\
        "payment":{"method":"%s","attempts":%d},"wishlist":%d},\
        """
        .formatted(
            random.nextInt(500),
            random.nextInt(100),
            1 + random.nextInt(9),
            random.nextDouble(),
            random.nextBoolean() ? "de" : "fr",
            random.nextBoolean(),
            random.nextBoolean() ? "card" : "invoice",
            1 + random.nextInt(4),
            random.nextInt(60));
  }
}
