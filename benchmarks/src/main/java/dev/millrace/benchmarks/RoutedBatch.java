package dev.millrace.benchmarks;

import dev.millrace.common.Deadline;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.document.DocumentRecord;
import dev.millrace.features.document.Rejection;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.plan.FeatureOutcome;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.FeatureVector;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.routing.Canary;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelAnswer;
import dev.millrace.scoring.model.ModelEndpoint;
import dev.millrace.scoring.route.RoutedModel;
import dev.millrace.scoring.route.UnroutedModel;
import dev.millrace.scoring.score.Score;
import dev.millrace.scoring.score.Scorer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One batch of documents, from their bytes to their predictions: by one version without routes, and
 * by each of some routes. For one thread at a time.
 */
final class RoutedBatch {
  private static final Instant ARRIVAL = Instant.parse("2025-01-01T00:00:00Z");
  private static final Deadline DEADLINE = Deadline.after(Duration.ofMinutes(30));
  private static final String ACTIVE = "1.0.0";

  /** Routes by the name of the model that has them. */
  static final Map<String, RoutedVersions> ROUTES =
      Map.of(
          "active", RoutedVersions.active(ACTIVE),
          "canary", routes(Optional.of(new Canary("1.1.0", 20))),
          "shadow", routes(Optional.empty(), "1.1.0"),
          "two-shadows", routes(Optional.empty(), "1.1.0", "1.2.0"));

  private final RoutedTables tables;
  private final Scorer scorer;
  private final Lookups lookups;
  private final List<byte[]> documents;
  private final DocumentParser parser;
  private final ModelFeatures features;
  private final ModelEndpoint endpoint;

  RoutedBatch(RoutedTables tables, List<byte[]> documents) {
    this.tables = tables;
    this.documents = documents;
    this.scorer = new Scorer(tables.lookups());
    this.lookups = tables.lookups();
    FeaturePlan plan = Plans.of(VersionFeatures.modelJson("active", ACTIVE));
    this.parser = plan.parser();
    this.features = plan.versions().getFirst();
    this.endpoint = tables.endpoints().endpoint(features.definition());
  }

  private static RoutedVersions routes(Optional<Canary> canary, String... shadow) {
    return new RoutedVersions(ACTIVE, canary, List.of(shadow));
  }

  /** The model as its rows route it. */
  RoutedModel routed(String model) {
    try {
      return tables.models().routed(model, DEADLINE);
    } catch (UnroutedModel unrouted) {
      throw new IllegalStateException(unrouted.getMessage(), unrouted);
    }
  }

  /** How many records were predicted. */
  int byRoutes(String model) {
    RoutedModel routed = routed(model);
    List<DocumentRecord> records = new ArrayList<>(documents.size());
    documents.forEach(document -> records.add(record(routed.parser(), document)));
    return (int)
        scorer.score(routed, records, DEADLINE, () -> false).all().stream()
            .filter(Score.Scored.class::isInstance)
            .count();
  }

  /** As {@link #byRoutes}, of the active version, which is asked without any route. */
  int alone() {
    List<DocumentRecord> records = new ArrayList<>(documents.size());
    List<List<HeldKey>> keys = new ArrayList<>(documents.size());
    Set<LookupKey> wanted = new HashSet<>();
    for (byte[] document : documents) {
      DocumentRecord record = record(parser, document);
      records.add(record);
      keys.add(features.keys(record));
      wanted.addAll(features.lookupKeys(keys.getLast()));
    }
    Lookups.Found found = lookups.find(wanted, DEADLINE);
    List<FeatureVector> vectors =
        IntStream.range(0, records.size())
            .mapToObj(i -> vector(features.compute(records.get(i), keys.get(i), found.rows())))
            .toList();
    return (int)
        endpoint.predict(vectors, DEADLINE, () -> false).stream()
            .filter(ModelAnswer.Predicted.class::isInstance)
            .count();
  }

  /** Fails unless all sides predict every record, by the version and with the shadows routed to. */
  void compare() {
    requireAll("alone", alone());
    for (Map.Entry<String, RoutedVersions> routes : ROUTES.entrySet()) {
      requireAll(routes.getKey(), byRoutes(routes.getKey()));
      compareScores(routed(routes.getKey()), routes.getValue());
    }
  }

  private void compareScores(RoutedModel model, RoutedVersions routes) {
    List<DocumentRecord> records =
        documents.stream().map(document -> record(model.parser(), document)).toList();
    for (Score score : scorer.score(model, records, DEADLINE, () -> false).all()) {
      Score.Scored scored = (Score.Scored) score;
      String expected = routes.versionFor(model.name(), scored.document().id());
      int shadows = scored.by().shadows().size();
      if (!scored.modelVersion().equals(expected) || shadows != routes.shadow().size()) {
        throw new IllegalStateException(
            "%s held version %s and %d shadows, expected %s and %d"
                .formatted(
                    model.name(),
                    scored.modelVersion(),
                    shadows,
                    expected,
                    routes.shadow().size()));
      }
    }
  }

  private void requireAll(String side, int predicted) {
    if (predicted != documents.size()) {
      throw new IllegalStateException(
          "%s predicted %d records, expected %d".formatted(side, predicted, documents.size()));
    }
  }

  private static FeatureVector vector(FeatureOutcome outcome) {
    return switch (outcome) {
      case FeatureOutcome.Computed(FeatureVector vector) -> vector;
      case FeatureOutcome.Refused refused -> throw new IllegalStateException(refused.detail());
    };
  }

  static DocumentRecord record(DocumentParser parser, byte[] document) {
    return switch (parser.parse(document, ARRIVAL)) {
      case DocumentRecord record -> record;
      case Rejection rejection -> throw new IllegalStateException(rejection.detail());
    };
  }
}
