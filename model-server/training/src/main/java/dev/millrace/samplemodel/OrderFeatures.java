package dev.millrace.samplemodel;

import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An order's features, computed from its document by the code that the stream runs. */
final class OrderFeatures {
  private static final FeaturePlan PLAN =
      FeaturePlan.of(List.of(OrderModelDefinition.definition()), Duration.ofDays(1));
  private static final ModelFeatures FEATURES = PLAN.versions().getFirst();
  private static final Instant PAST_THE_LAST = Instant.parse("2026-01-02T00:00:00Z");

  private final DocumentParser parser = PLAN.parser();
  private final OrderDocument documents;

  OrderFeatures(OrderDocument documents) {
    this.documents = documents;
  }

  FeatureVector of(GeneratedOrder order) {
    byte[] document = OrderDocument.bytes(documents.of(order));
    if (parser.parse(document, PAST_THE_LAST) instanceof DocumentRecord parsed
        && FEATURES.compute(parsed, FEATURES.keys(parsed), row(order.dearest()))
            instanceof FeatureOutcome.Computed(FeatureVector vector)) {
      return vector;
    }
    throw new IllegalStateException("A generated order has no features: " + order);
  }

  private static Map<LookupKey, Optional<LookupRow>> row(GeneratedOrder.Item item) {
    return Map.of(
        new LookupKey("products", item.productNumber()),
        item.product()
            .map(
                product ->
                    new LookupRow(
                        Map.of("return_rate", product.returnRate()),
                        Map.of("category", product.category()))));
  }
}
