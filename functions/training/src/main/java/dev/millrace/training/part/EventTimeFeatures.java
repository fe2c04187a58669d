package dev.millrace.training.part;

import dev.millrace.features.definition.EventTimeDefinition;
import dev.millrace.features.definition.FeatureDefinition;
import dev.millrace.features.definition.FeatureSource;
import dev.millrace.features.definition.IdDefinition;
import dev.millrace.features.definition.ModelDefinition;
import dev.millrace.features.definition.RecordDefinition;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.field.DocumentFields;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The features of a model that the record's time alone determines, computed by the plan that serves
 * them: what a row of the prediction log, which holds no document, can be compared with. Immutable
 * and thread-safe.
 */
final class EventTimeFeatures {
  private static final byte[] NO_FIELDS = "{}".getBytes(StandardCharsets.UTF_8);

  /** Any document with any time. */
  private static final RecordDefinition ANY =
      new RecordDefinition(new IdDefinition.Hash(), new EventTimeDefinition.Arrival());

  /** Of the model, those of the record's time; empty where it has none. */
  private final Optional<ModelFeatures> features;

  private final DocumentFields noFields;

  private EventTimeFeatures(Optional<ModelFeatures> features, DocumentFields noFields) {
    this.features = features;
    this.noFields = noFields;
  }

  static EventTimeFeatures of(ModelDefinition model) {
    List<FeatureDefinition> features =
        model.features().stream().filter(EventTimeFeatures::isOfEventTime).toList();
    ModelDefinition reduced =
        new ModelDefinition(
            model.name(), model.version(), model.task(), model.classes(), ANY, List.of(), features);
    FeaturePlan plan = FeaturePlan.of(List.of(reduced), Duration.ZERO);
    return new EventTimeFeatures(
        features.isEmpty() ? Optional.empty() : Optional.of(plan.versions().getFirst()),
        switch (plan.parser().parse(NO_FIELDS, Instant.EPOCH)) {
          case DocumentRecord record -> record.fields();
          case Rejection rejection ->
              throw new IllegalStateException(
                  "A document without fields is no record: " + rejection);
        });
  }

  private static boolean isOfEventTime(FeatureDefinition feature) {
    return feature.source() instanceof FeatureSource.Document document
        && document.from().stream().allMatch(FeatureSource.EVENT_TIME::equals);
  }

  /** Whether a feature that was served has another value now, or one where it had none. */
  boolean differ(ServedVector served) {
    if (features.isEmpty()) {
      return false;
    }
    DocumentRecord record = new DocumentRecord(served.id(), served.eventTime(), noFields);
    return switch (features.get().compute(record, List.of(), Map.of())) {
      case FeatureOutcome.Refused refused -> true;
      case FeatureOutcome.Computed(FeatureVector now) ->
          now.names().stream()
              .anyMatch(
                  name ->
                      served.features().containsKey(name)
                          && !Objects.equals(served.features().get(name), now.value(name)));
    };
  }
}
