package dev.millrace.scoring;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.features.document.DocumentParser;
import dev.millrace.features.plan.FeaturePlan;
import dev.millrace.features.plan.ModelFeatures;
import dev.millrace.scoring.lookup.LookupCache;
import dev.millrace.scoring.lookup.LookupTable;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.model.ModelEndpoint;
import dev.millrace.scoring.model.ModelInvocation;
import dev.millrace.scoring.score.Scorer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * What parsing and scoring need to know.
 *
 * @param plan how documents become features
 * @param lookupCacheEntries the most looked-up keys that are kept in memory
 * @param lookupCacheTtl how long a row is used without another look-up
 * @param concurrentWrites the most conditional puts under way at once
 */
record ScoringSettings(
    FeaturePlan plan,
    String modelEndpoint,
    String predictionsTable,
    String lookupsTable,
    int lookupCacheEntries,
    Duration lookupCacheTtl,
    int concurrentWrites) {
  private static final Duration ENDPOINT_ATTEMPT = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(ScoringSettings.class);

  static ScoringSettings from(Settings settings) {
    return new ScoringSettings(
        FeaturePlan.of(
            List.of(PackedDefinition.unpack(settings.text("MODEL_DEFINITION"))),
            settings.durationOrZero("MAXIMUM_AHEAD_OF_ARRIVAL", Duration.ofDays(1))),
        settings.text("MODEL_ENDPOINT"),
        settings.text("PREDICTIONS_TABLE"),
        settings.text("LOOKUPS_TABLE"),
        settings.integer("LOOKUP_CACHE_ENTRIES", 50_000, 1, 1_000_000),
        settings.duration("LOOKUP_CACHE_TTL", Duration.ofMinutes(10)),
        settings.integer("CONCURRENT_WRITES", 32, 1, 256));
  }

  /** What scores records, with a cache of look-ups of its own. */
  Scorer scorer(AwsClients clients, DynamoDbClient dynamoDb, ScoringMetrics metrics) {
    LookupCache cache = new LookupCache(lookupCacheEntries, lookupCacheTtl, System::nanoTime);
    Set<String> attributes =
        plan.lookupAttributes().values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    LookupTable table = new LookupTable(dynamoDb, lookupsTable, attributes);
    ModelEndpoint endpoint =
        new ModelEndpoint(
            new ModelInvocation(
                clients.build(SageMakerRuntimeClient.builder(), ENDPOINT_ATTEMPT),
                modelEndpoint,
                features().names()),
            metrics::featureMismatch,
            ModelEndpoint.FIRST_PAUSE);
    return new Scorer(new Lookups(cache, table), features(), endpoint);
  }

  /** The features of the version that answers. */
  ModelFeatures features() {
    return plan.versions().getFirst();
  }

  DocumentParser parser() {
    return plan.parser(failure -> LOG.error("Parsing a document failed with {}", failure));
  }
}
