package dev.millrace.lake.http;

import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.Route;
import dev.millrace.lake.metrics.MetricsPages;
import dev.millrace.lake.metrics.MetricsTable;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The metrics over HTTP: {@code GET /metrics} and {@code GET /health}. Thread-safe. */
public final class MetricsHttp {
  private final HttpFunction function;

  /** The API of the table that {@code METRICS_TABLE} names. */
  public MetricsHttp(Settings settings, DynamoDbClient dynamoDb, InstantSource clock) {
    MetricsTable table = new MetricsTable(dynamoDb, settings.text("METRICS_TABLE"));
    MetricsRoute metrics = new MetricsRoute(new MetricsPages(table));
    HealthRoute health = new HealthRoute(table, clock);
    this.function =
        new HttpFunction(
            List.of(
                Route.get("/metrics", MetricsRequest.PARAMETERS, metrics::answer),
                Route.get("/health", Set.of(), health::answer)));
  }

  /** What answers the requests. */
  public HttpFunction function() {
    return function;
  }

  /** Goes the ways of requests, so that the first real one finds them warm; changes nothing. */
  public void warmUp() {
    new MetricsWarmUp(function).run();
  }
}
