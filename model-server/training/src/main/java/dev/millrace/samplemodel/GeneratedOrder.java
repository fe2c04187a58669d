package dev.millrace.samplemodel;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * An order that somebody could have placed.
 *
 * @param shop which of the branches; with the number it is the order's id
 * @param number of the order in its shop
 * @param placed when
 * @param untilPayment empty when nobody has paid yet
 * @param payment invoice, card, paypal or prepaid
 * @param country two letters
 * @param previousOrders the customer's
 * @param customerSince empty for a guest
 * @param express whether the parcel goes by express
 * @param gift whether it is wrapped
 * @param note for the parcel's carrier; empty when there is none
 * @param items one at least; the dearest stands first
 */
record GeneratedOrder(
    String shop,
    int number,
    Instant placed,
    Optional<Duration> untilPayment,
    String payment,
    String country,
    int previousOrders,
    Optional<Instant> customerSince,
    boolean express,
    boolean gift,
    String note,
    List<Item> items) {

  /** The shop's. */
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  /** So many pieces of a product, which may be one that the catalogue does not have. */
  record Item(String productNumber, Optional<Product> product, int quantity, int cents) {}

  /** Copies the items. */
  GeneratedOrder {
    items = List.copyOf(items);
  }

  ZonedDateTime local() {
    return placed.atZone(ZONE);
  }

  /** What the order costs, in cents. */
  int totalCents() {
    return items.stream().mapToInt(item -> item.quantity() * item.cents()).sum();
  }

  Item dearest() {
    return items.getFirst();
  }

  GeneratedOrder with(Instant time, String otherPayment) {
    return new GeneratedOrder(
        shop,
        number,
        time,
        untilPayment,
        otherPayment,
        country,
        previousOrders,
        customerSince,
        express,
        gift,
        note,
        items);
  }
}
