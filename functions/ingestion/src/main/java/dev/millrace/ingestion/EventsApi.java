package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Settings;
import dev.millrace.common.http.HttpFunction;
import dev.millrace.common.http.Route;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.ingestion.event.BoundModelParser;
import dev.millrace.ingestion.event.EventIds;
import dev.millrace.ingestion.event.EventMetrics;
import dev.millrace.ingestion.event.EventsApiWarmUp;
import dev.millrace.ingestion.event.EventsRoute;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingTable;
import dev.millrace.routing.VersionDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Takes events for the streams. */
public final class EventsApi implements RequestStreamHandler, Resource {
  private static final int CONNECTIONS = 16;

  /** By which models are bound to the stream of sessions, whatever its name is. */
  private static final String SESSIONS = "sessions";

  private final RoutingReader routing;
  private final HttpFunction http;
  private final EventsApiWarmUp warmUp;

  /** As Lambda makes it, from the process's environment. */
  public EventsApi() {
    this(Settings.fromEnvironment());
  }

  EventsApi(Settings settings) {
    AwsClients clients = new AwsClients(CONNECTIONS);
    InstantSource clock = InstantSource.system();
    DynamoDbClient dynamoDb = clients.dynamoDb();
    StreamWriter writer = new StreamWriter(clients.kinesis());
    EventMetrics metrics = new EventMetrics(new FunctionMetrics(settings));
    this.routing =
        new RoutingReader(
            new RoutingTable(dynamoDb, settings.text("MODEL_ROUTING_TABLE")),
            new HeartbeatTable(dynamoDb, settings.text("MODEL_HEARTBEATS_TABLE")),
            clock,
            System::nanoTime,
            RoutingReader.LONGEST_REFRESH,
            metrics::routingNotRead);
    BoundModelParser bound =
        new BoundModelParser(
            SESSIONS,
            routing,
            new VersionDefinitions(dynamoDb, settings.text("MODEL_VERSIONS_TABLE")),
            metrics::routingNotRead);
    EventsRoute.Target sessions =
        new EventsRoute.Target(
            settings.text("SESSIONS_STREAM"), EventIds.ofDocuments(bound, clock));
    EventsRoute.Target serviceEvents =
        new EventsRoute.Target(
            settings.text("SERVICE_EVENTS_STREAM"), EventIds.atField("event_id"));
    EventsRoute events =
        new EventsRoute(writer, Map.of(SESSIONS, sessions, "service-events", serviceEvents));
    this.http =
        new HttpFunction(
            List.of(
                Route.post("/events", Set.of("stream"), "application/x-ndjson", events::answer)
                    .ofTheDataPlane()));
    this.warmUp = new EventsApiWarmUp(http, writer, sessions);
    Core.getGlobalContext().register(this);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    http.handle(event, answer, context);
  }

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    warmUp.run();
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // Connections that the snapshot held are gone; the HTTP client opens new ones by itself.
    routing.forget();
  }
}
