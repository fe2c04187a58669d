package dev.millrace.features;

import dev.millrace.features.session.Session;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Builds the feature vectors of a schema. It is the one class that does so, for the stream, the
 * request and the training set. Immutable and thread-safe.
 */
public final class FeatureVectors {

  private final FeatureSchema schema;
  private final Feature[] features;

  /** Vectors of a schema. Thread-safe. */
  public FeatureVectors(FeatureSchema schema) {
    this.schema = Objects.requireNonNull(schema);
    this.features = schema.names().stream().map(this::feature).toArray(Feature[]::new);
  }

  /**
   * The session's features.
   *
   * @param zipCodeAttributes what is stored about the session's zip code, by feature name; empty
   *     when the session has none or nothing is stored: then {@code zip_known} is 0 and each
   *     looked-up feature has its default. A single attribute that is missing, or is not a finite
   *     number, gives its feature's default too; an attribute that is no feature is ignored.
   */
  public FeatureVector of(Session session, Optional<Map<String, Double>> zipCodeAttributes) {
    long epochMillis = session.createdDateTime().toEpochMilli();
    boolean zipKnown = zipCodeAttributes.isPresent();
    Map<String, Double> attributes = zipCodeAttributes.orElse(Map.of());
    double[] values = new double[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (features[i]) {
            case BuiltIn(BuiltInFeature feature) -> feature.value(epochMillis, zipKnown);
            case LookedUp feature -> feature.value(attributes);
          };
    }
    return new FeatureVector(schema, values);
  }

  private Feature feature(String name) {
    return BuiltInFeature.named(name)
        .<Feature>map(BuiltIn::new)
        .orElseGet(() -> new LookedUp(name, schema.zipCodeDefaults().get(name)));
  }

  private sealed interface Feature {}

  private record BuiltIn(BuiltInFeature feature) implements Feature {}

  private record LookedUp(String name, double defaultValue) implements Feature {

    double value(Map<String, Double> attributes) {
      Double value = attributes.get(name);
      return value != null && Double.isFinite(value) ? value : defaultValue;
    }
  }
}
