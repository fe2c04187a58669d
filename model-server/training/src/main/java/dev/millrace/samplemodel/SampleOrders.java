package dev.millrace.samplemodel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The second sample: orders of a shop, and every kind of fault among them. */
final class SampleOrders {
  static final int PRODUCTS = 60;

  private static final long SEED = 20_260_202;
  private static final int CLEAN = 254;
  private static final int UPDATED = 6;
  private static final int OLDER = 6;
  private static final int REPEATED = 6;
  private static final int OF_EACH_FAULT = 2;

  private final Random random = new Random(SEED);
  private final List<Product> products = Product.draw(PRODUCTS, random);
  private final OrderGenerator orders = new OrderGenerator(products, random);
  private final OrderDocument documents = new OrderDocument(random);
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  SampleOrders() {
    for (int i = 0; i < CLEAN; i++) {
      clean(i);
    }
    for (int i = 0; i < OF_EACH_FAULT; i++) {
      faults();
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** The rows of the look-up table, with a header. */
  String productsCsv() {
    return products.stream()
        .map(Product::csv)
        .collect(Collectors.joining("\n", "product,category,return_rate,name\n", "\n"));
  }

  /** How many lines there are of each kind. */
  Map<String, Integer> counts() {
    return counts;
  }

  /** An order, and for some a second line about the same one, a while later. */
  private void clean(int number) {
    GeneratedOrder order = orders.next();
    String line = documents.of(order).toString();
    add(
        order.dearest().product().isPresent() ? "order" : "order of a product that is not known",
        line);
    if (number < UPDATED) {
      String other = order.payment().equals("card") ? "paypal" : "card";
      add("order updated in place", documents.of(order.with(order.placed(), other)).toString());
    } else if (number < UPDATED + OLDER) {
      GeneratedOrder before =
          order.with(order.placed().minus(Duration.ofMinutes(90)), order.payment());
      add("older state of an order, too late", documents.of(before).toString());
    } else if (number < UPDATED + OLDER + REPEATED) {
      add("order sent twice", line);
    }
  }

  private void faults() {
    String whole = next().toString();
    insert("cut off", whole.substring(0, whole.length() / 2));
    insert("bytes behind the document", whole + " x");
    insert("not JSON", "shop;order;total");
    ObjectNode withoutShop = next();
    withoutShop.remove("shop");
    insert("without a shop", withoutShop.toString());
    insert("order's number is null", order(json -> json.putNull("number")));
    insert("without a time", order(json -> json.remove("placed_at")));
    insert("time is empty", order(json -> json.put("placed_at", "")));
    insert("time is no time", order(json -> json.put("placed_at", "gestern")));
    insert("date as people write it", order(json -> json.put("placed_at", "17.11.2024 22:53")));
    insert("far in the future", order(json -> json.put("placed_at", "2100-01-01 00:00:00")));
    insert("before the year 2000", order(json -> json.put("placed_at", "1999-12-31 12:00:00")));
    ObjectNode withoutPayment = next();
    withoutPayment.remove("payment");
    insert("without a payment method", withoutPayment.toString());
    insert("items are no array", next().put("items", 3).toString());
    insert("total is no number", order(json -> json.put("total", "k. A.")));
  }

  private ObjectNode next() {
    return documents.of(orders.next());
  }

  private String order(Consumer<ObjectNode> fault) {
    ObjectNode document = next();
    fault.accept((ObjectNode) document.get("order"));
    return document.toString();
  }

  private void add(String kind, String line) {
    counts.merge(kind, 1, Integer::sum);
    lines.add(line);
  }

  private void insert(String kind, String line) {
    counts.merge(kind, 1, Integer::sum);
    lines.add(random.nextInt(lines.size()), line);
  }
}
