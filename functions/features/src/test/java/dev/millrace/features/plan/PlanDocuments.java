package dev.millrace.features.plan;

import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Documents with an {@code id} and a time {@code at}, and models that read them. */
final class PlanDocuments {
  static final Instant TIME = Instant.parse("2024-11-17T21:53:01.293Z");
  private static final Instant ARRIVAL = Instant.parse("2100-01-01T00:00:00Z");

  private PlanDocuments() {}

  /** A model with these features, in a JSON array, and these look-ups. */
  static ModelDefinition model(String features, String lookups) {
    String json =
        """
        {"name": "m", "version": "1.0.0", "record": {"id": "id", "event_time": "at"},
         "lookups": %s, "features": %s}
        """
            .formatted(lookups, features);
    return ModelDefinition.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  static FeaturePlan plan(ModelDefinition... versions) {
    return FeaturePlan.of(List.of(versions), Duration.ofDays(1));
  }

  /** The record of a document with these members. */
  static DocumentRecord record(FeaturePlan plan, String members) {
    return record(plan, TIME, members);
  }

  static DocumentRecord record(FeaturePlan plan, Instant time, String members) {
    String document =
        "{\"id\": \"i\", \"at\": %d%s}"
            .formatted(time.toEpochMilli(), members.isEmpty() ? "" : ", " + members);
    return switch (plan.parser().parse(document.getBytes(StandardCharsets.UTF_8), ARRIVAL)) {
      case DocumentRecord record -> record;
      case Rejection rejection -> throw new AssertionError(document + " gave " + rejection);
    };
  }

  static FeatureOutcome compute(
      ModelFeatures features, DocumentRecord record, Map<LookupKey, Optional<LookupRow>> rows) {
    List<HeldKey> keys = features.keys(record);
    return features.compute(record, keys, rows);
  }

  /** What becomes of one feature, its name left out, of a document in whose field f this stands. */
  static FeatureOutcome one(String feature, String json) {
    FeaturePlan plan = plan(model("[{\"name\": \"x\", %s}]".formatted(feature), "{}"));
    return compute(
        plan.versions().getFirst(), record(plan, json.isEmpty() ? "" : "\"f\": " + json), Map.of());
  }

  static FeatureVector vector(FeatureOutcome outcome) {
    return switch (outcome) {
      case FeatureOutcome.Computed(FeatureVector vector) -> vector;
      case FeatureOutcome.Refused refused -> throw new AssertionError(refused);
    };
  }

  static FeatureOutcome.Refused refused(FeatureOutcome outcome) {
    return switch (outcome) {
      case FeatureOutcome.Refused refused -> refused;
      case FeatureOutcome.Computed computed -> throw new AssertionError(computed);
    };
  }
}
