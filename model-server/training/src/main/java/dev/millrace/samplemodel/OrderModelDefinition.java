package dev.millrace.samplemodel;

import dev.millrace.features.definition.ModelDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What {@code model.json} says of the second sample's model. */
final class OrderModelDefinition {
  static final String NAME = "order-returns";

  private static final String JSON =
      """
      {
        "name": "order-returns",
        "version": "1.0.0",
        "task": "multiclass",
        "classes": ["kept", "exchanged", "returned"],
        "record": {
          "id": {"paths": ["shop", "order.number"], "join": "/"},
          "event_time": {"path": "order.placed_at", "as": "iso_local", "zone": "Europe/Berlin"}
        },
        "lookups": {"products": {"key": "main_item.product"}},
        "features": [
          {"name": "payment_method", "from": "payment.method", "as": "category"},
          {"name": "country", "from": "address.country", "as": "category", "default": "DE"},
          {"name": "items", "from": "items", "as": "count"},
          {"name": "total_log", "from": "order.total", "as": "log1p"},
          {"name": "earlier_orders", "from": "customer.orders", "as": "bucket",
           "boundaries": [1, 2, 4, 8], "default": 0},
          {"name": "is_gift", "from": "gift", "as": "boolean", "default": 0},
          {"name": "is_express", "from": "delivery.kind", "as": "equals", "value": "express", "default": 0},
          {"name": "note_length", "from": "note", "as": "length", "default": 0},
          {"name": "hour_of_day", "from": "event_time", "as": "hour_of_day", "zone": "Europe/Berlin"},
          {"name": "is_weekend", "from": "event_time", "as": "is_weekend", "zone": "Europe/Berlin"},
          {"name": "month", "from": "event_time", "as": "month", "zone": "Europe/Berlin"},
          {"name": "minutes_to_payment", "from": "order.placed_at", "to": "order.paid_at",
           "as": "minutes_between", "time": {"as": "iso_local", "zone": "Europe/Berlin"}, "default": null},
          {"name": "minutes_as_customer", "from": "customer.since", "as": "minutes_before_event",
           "default": null},
          {"name": "return_rate", "lookup": "products", "attribute": "return_rate", "default": 0.2},
          {"name": "product_category", "lookup": "products", "attribute": "category", "default": "other"},
          {"name": "product_known", "lookup": "products", "as": "found"}
        ],
        "golden": [
          %s
        ],
        "gates": [
          {"metric": "log_loss", "at_most": 0.79},
          {"metric": "roc_auc", "at_least": 0.78}
        ]
      }
      """;

  private OrderModelDefinition() {}

  /**
   * The file.
   *
   * @param golden rows with their probabilities, a line each
   */
  static String json(List<String> golden) {
    return JSON.formatted(String.join(",\n    ", golden));
  }

  static ModelDefinition definition() {
    return ModelDefinition.parse(json(List.of()).getBytes(StandardCharsets.UTF_8));
  }
}
