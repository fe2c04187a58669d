package dev.millrace.samplemodel;

import java.util.Optional;

/**
 * How likely a generated order is kept, exchanged or returned. The law is made up and known, so
 * that one can see how much of it a model has learnt. Against keeping it, the log-odds are the sums
 * of
 *
 * <ul>
 *   <li>of a return: -3.0; 1.0 when it is paid by invoice, and 0.6 more while it is not paid; 4.5
 *       times the return rate of the dearest product; 0.3 for each further item, four at most;
 *       {@code 0.4 ln(1 + euros / 50)}; 0.6 when it was placed from 22:00 to 5:00; 0.3 at the
 *       weekend; -0.35 for each doubling of one more than the customer's earlier orders;
 *   <li>of an exchange: -2.6; 3.2 for shoes and 1.4 for clothing; 0.5 when a gift; 0.4 in January;
 *       0.5 by express; -0.8 outside of Germany.
 * </ul>
 *
 * A product that is not in the catalogue has the return rate {@value Product#DEFAULT_RETURN_RATE}
 * and no category. Times are those of Berlin.
 */
final class OrderLaw {
  private static final int MOST_FURTHER_ITEMS = 4;

  private OrderLaw() {}

  /** By class, in the order of {@link OrderOutcome}; all are above 0, and their sum is 1. */
  static double[] probabilities(GeneratedOrder order) {
    double returned = StrictMath.exp(returned(order));
    double exchanged = StrictMath.exp(exchanged(order));
    double sum = 1 + exchanged + returned;
    return new double[] {1 / sum, exchanged / sum, returned / sum};
  }

  private static double returned(GeneratedOrder order) {
    double logOdds = -3.0;
    if (order.payment().equals("invoice")) {
      logOdds += order.untilPayment().isEmpty() ? 1.6 : 1.0;
    }
    logOdds +=
        4.5
            * order
                .dearest()
                .product()
                .map(Product::returnRate)
                .orElse(Product.DEFAULT_RETURN_RATE);
    logOdds += 0.3 * Math.min(order.items().size() - 1, MOST_FURTHER_ITEMS);
    logOdds += 0.4 * StrictMath.log(1 + order.totalCents() / 5_000.0);
    int hour = order.local().getHour();
    logOdds += hour >= 22 || hour < 5 ? 0.6 : 0;
    logOdds += order.local().getDayOfWeek().getValue() > 5 ? 0.3 : 0;
    return logOdds - 0.35 * StrictMath.log(1.0 + order.previousOrders()) / StrictMath.log(2);
  }

  private static double exchanged(GeneratedOrder order) {
    Optional<String> category = order.dearest().product().map(Product::category);
    double logOdds = -2.6;
    logOdds += category.filter("shoes"::equals).isPresent() ? 3.2 : 0;
    logOdds += category.filter("clothing"::equals).isPresent() ? 1.4 : 0;
    logOdds += order.gift() ? 0.5 : 0;
    logOdds += order.local().getMonthValue() == 1 ? 0.4 : 0;
    logOdds += order.express() ? 0.5 : 0;
    return logOdds + (order.country().equals("DE") ? 0 : -0.8);
  }
}
