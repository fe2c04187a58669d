package dev.millrace.scoring;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import dev.millrace.routing.RoutingReader;
import dev.millrace.scoring.lookup.LookupCache;
import dev.millrace.scoring.lookup.LookupTable;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.metrics.ScoringMetrics;
import dev.millrace.scoring.model.ModelEndpoint;
import dev.millrace.scoring.model.ModelEndpoints;
import dev.millrace.scoring.route.RoutedModels;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/**
 * What parsing and scoring need to know.
 *
 * @param defaultModel the model of requests that name none
 * @param maximumAheadOfArrival how far an event time may lie after its document's arrival
 * @param lookupCacheEntries the most looked-up keys that are kept in memory
 * @param lookupCacheTtl how long a row is used without another look-up
 * @param concurrentWrites the most conditional puts under way at once
 */
record ScoringSettings(
    String defaultModel,
    Duration maximumAheadOfArrival,
    String modelEndpoint,
    RoutingSettings routing,
    String predictionsTable,
    String lookupsTable,
    int lookupCacheEntries,
    Duration lookupCacheTtl,
    int concurrentWrites) {
  private static final Duration ENDPOINT_ATTEMPT = Duration.ofSeconds(3);

  static ScoringSettings from(Settings settings) {
    return new ScoringSettings(
        settings.text("DEFAULT_MODEL"),
        settings.durationOrZero("MAXIMUM_AHEAD_OF_ARRIVAL", Duration.ofDays(1)),
        settings.text("MODEL_ENDPOINT"),
        RoutingSettings.from(settings),
        settings.text("PREDICTIONS_TABLE"),
        settings.text("LOOKUPS_TABLE"),
        settings.integer("LOOKUP_CACHE_ENTRIES", 50_000, 1, 1_000_000),
        settings.duration("LOOKUP_CACHE_TTL", Duration.ofMinutes(10)),
        settings.integer("CONCURRENT_WRITES", 32, 1, 256));
  }

  /** Look-ups with a cache of their own. */
  Lookups lookups(DynamoDbClient dynamoDb) {
    return new Lookups(
        new LookupCache(lookupCacheEntries, lookupCacheTtl, System::nanoTime),
        new LookupTable(dynamoDb, lookupsTable, List.of()));
  }

  /** The models as they are routed. */
  RoutedModels models(
      AwsClients clients,
      DynamoDbClient dynamoDb,
      RoutingReader reader,
      Lookups lookups,
      ScoringMetrics metrics) {
    return new RoutedModels(
        reader,
        routing.definitions(dynamoDb),
        endpoints(clients, modelEndpoint, ENDPOINT_ATTEMPT, metrics),
        lookups,
        maximumAheadOfArrival,
        metrics::routingNotRead);
  }

  /**
   * The versions behind an endpoint.
   *
   * @param attempt how long one call may take
   */
  static ModelEndpoints endpoints(
      AwsClients clients, String endpoint, Duration attempt, ScoringMetrics metrics) {
    return new ModelEndpoints(
        clients.build(SageMakerRuntimeClient.builder(), attempt),
        endpoint,
        metrics::featureMismatch,
        ModelEndpoint.FIRST_PAUSE);
  }
}
