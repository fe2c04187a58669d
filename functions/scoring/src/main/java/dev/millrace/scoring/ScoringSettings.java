package dev.millrace.scoring;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import dev.millrace.features.FeatureSchema;
import dev.millrace.features.FeatureVectors;
import dev.millrace.features.session.FieldPaths;
import dev.millrace.features.session.SessionParser;
import dev.millrace.scoring.lookup.LookupCache;
import dev.millrace.scoring.lookup.LookupTable;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.model.ModelEndpoint;
import dev.millrace.scoring.model.ModelInvocation;
import dev.millrace.scoring.score.Scorer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * What parsing and scoring need to know.
 *
 * @param maximumAheadOfArrival how far ahead of its arrival a session's time may be
 * @param lookupCacheEntries the most looked-up keys that are kept in memory
 * @param lookupCacheTtl how long a row is used without another look-up
 * @param concurrentWrites the most conditional puts under way at once
 */
record ScoringSettings(
    FieldPaths paths,
    Duration maximumAheadOfArrival,
    FeatureSchema features,
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
        new FieldPaths(
            settings.text("CREATED_DATE_TIME_PATH", FieldPaths.DEFAULT.createdDateTime()),
            settings.text("ZIP_CODE_PATH", FieldPaths.DEFAULT.zipCode()),
            settings.flag("INDEX_IN_ID")),
        settings.durationOrZero("MAXIMUM_AHEAD_OF_ARRIVAL", Duration.ofDays(1)),
        FeatureSchema.of(settings.names("MODEL_FEATURES"), settings.numbers("ZIP_CODE_DEFAULTS")),
        settings.text("MODEL_ENDPOINT"),
        settings.text("PREDICTIONS_TABLE"),
        settings.text("LOOKUPS_TABLE"),
        settings.integer("LOOKUP_CACHE_ENTRIES", 50_000, 1, 1_000_000),
        settings.duration("LOOKUP_CACHE_TTL", Duration.ofMinutes(10)),
        settings.integer("CONCURRENT_WRITES", 32, 1, 256));
  }

  /** What scores sessions, with a cache of look-ups of its own. */
  Scorer scorer(AwsClients clients, DynamoDbClient dynamoDb, ScoringMetrics metrics) {
    LookupCache cache = new LookupCache(lookupCacheEntries, lookupCacheTtl, System::nanoTime);
    LookupTable table =
        new LookupTable(dynamoDb, lookupsTable, features.zipCodeDefaults().keySet());
    ModelEndpoint endpoint =
        new ModelEndpoint(
            new ModelInvocation(
                clients.build(SageMakerRuntimeClient.builder(), ENDPOINT_ATTEMPT),
                modelEndpoint,
                features.names()),
            metrics::featureMismatch,
            ModelEndpoint.FIRST_PAUSE);
    return new Scorer(new Lookups(cache, table), new FeatureVectors(features), endpoint);
  }

  SessionParser parser() {
    return new SessionParser(
        paths,
        maximumAheadOfArrival,
        failure -> LOG.error("Parsing a document failed with {}", failure));
  }
}
