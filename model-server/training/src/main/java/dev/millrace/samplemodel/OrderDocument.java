package dev.millrace.samplemodel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * An order as a shop's own document, no Elasticsearch hit: nested parts, local times, amounts that
 * are numbers, strings or MongoDB's objects, decoys of the fields that count.
 */
final class OrderDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final List<String> NAMES =
      List.of("Jörg Weiß", "Zoë Müller", "Åse Lindström", "Ana Peña", "Günther Groß", "Ida Kühn");
  private static final List<String> CITIES = List.of("Köln", "Münster", "Zürich", "Graz", "Liège");

  private final Random random;

  OrderDocument(Random random) {
    this.random = random;
  }

  /** The document; some of it is drawn anew each time. */
  ObjectNode of(GeneratedOrder order) {
    ObjectNode document = JSON.createObjectNode().put("shop", order.shop());
    placed(document.putObject("order"), order);
    customer(document.putObject("customer"), order);
    document
        .putObject("address")
        .put("city", CITIES.get(random.nextInt(CITIES.size())))
        .put("country", order.country());
    document.putObject("payment").put("method", order.payment());
    document.putObject("delivery").put("kind", order.express() ? "express" : "standard");
    items(document, order);
    if (order.gift() || random.nextBoolean()) {
      document.put("gift", order.gift());
    }
    if (!order.note().isEmpty()) {
      document.put("note", order.note());
    }
    return document;
  }

  private void placed(ObjectNode json, GeneratedOrder order) {
    json.put("number", order.number()).put("placed_at", local(order.placed()));
    order.untilPayment().ifPresent(time -> json.put("paid_at", local(order.placed().plus(time))));
    BigDecimal total = BigDecimal.valueOf(order.totalCents(), 2);
    switch (random.nextInt(5)) {
      case 0 -> json.put("total", total.toPlainString());
      case 1 -> json.putObject("total").put("$numberDecimal", total.toPlainString());
      default -> json.put("total", total);
    }
  }

  private void customer(ObjectNode json, GeneratedOrder order) {
    json.put("name", NAMES.get(random.nextInt(NAMES.size())));
    order
        .customerSince()
        .ifPresent(
            since -> {
              if (random.nextInt(3) == 0) {
                json.putObject("since").put("$date", since.toEpochMilli());
              } else {
                json.put("since", since.toString());
              }
              if (random.nextInt(4) == 0) {
                json.putObject("orders")
                    .put("$numberLong", Integer.toString(order.previousOrders()));
              } else {
                json.put("orders", order.previousOrders());
              }
            });
  }

  private static void items(ObjectNode document, GeneratedOrder order) {
    document.putObject("main_item").put("product", order.dearest().productNumber());
    ArrayNode items = document.putArray("items");
    for (GeneratedOrder.Item item : order.items()) {
      items
          .addObject()
          .put("product", item.productNumber())
          .put("name", item.product().map(Product::name).orElse("Überraschung"))
          .put("quantity", item.quantity())
          .put("price", BigDecimal.valueOf(item.cents(), 2));
    }
  }

  static String local(Instant time) {
    return LOCAL.format(time.atZone(GeneratedOrder.ZONE));
  }

  static byte[] bytes(ObjectNode document) {
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }
}
