package dev.millrace.local.sagemaker;

import dev.millrace.local.support.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What an endpoint is to have loaded, as the rows of its routing table name it, and what its model
 * server says that it has, in its heartbeat.
 */
public final class RoutedModels {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 50;

  private final DynamoDbClient dynamoDb;
  private final String routingTable;
  private final String heartbeatsTable;
  private final Instant since;

  private RoutedModels(
      DynamoDbClient dynamoDb, String routingTable, String heartbeatsTable, Instant since) {
    this.dynamoDb = dynamoDb;
    this.routingTable = routingTable;
    this.heartbeatsTable = heartbeatsTable;
    this.since = since;
  }

  /**
   * Those of a container; empty where its environment names no tables: it serves a model of its
   * own.
   *
   * @param since heartbeats of earlier instances do not count
   */
  public static Optional<RoutedModels> of(
      Map<String, String> environment, DynamoDbClient dynamoDb, Instant since) {
    String routing = environment.get("MODEL_ROUTING_TABLE");
    String heartbeats = environment.get("MODEL_HEARTBEATS_TABLE");
    return routing == null || heartbeats == null
        ? Optional.empty()
        : Optional.of(new RoutedModels(dynamoDb, routing, heartbeats, since));
  }

  /**
   * Waits until the model server says that it has loaded what the rows name now.
   *
   * @throws StackException with the reason when it says that it cannot load a version
   * @throws IOException when it does not say so in time
   */
  public void awaitLoaded(Path logs) throws IOException, InterruptedException {
    Set<String> named = named();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!isLoaded(named)) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(
            "The model server did not load %s within %d s; see %s"
                .formatted(named, LIMIT.toSeconds(), logs));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private Set<String> named() {
    Set<String> named = new TreeSet<>();
    for (Map<String, AttributeValue> row : items(routingTable)) {
      Set<String> versions = new HashSet<>();
      versions.add(row.get("active").s());
      if (row.containsKey("canary")) {
        versions.add(row.get("canary").m().get("version").s());
      }
      row.get("shadow").l().forEach(version -> versions.add(version.s()));
      versions.forEach(version -> named.add(row.get("model").s() + "/" + version));
    }
    return named;
  }

  private boolean isLoaded(Set<String> named) {
    for (Map<String, AttributeValue> heartbeat : items(heartbeatsTable)) {
      if (Instant.ofEpochMilli(Long.parseLong(heartbeat.get("at").n())).isBefore(since)) {
        continue;
      }
      heartbeat
          .get("failed")
          .m()
          .forEach(
              (version, reason) -> {
                if (named.contains(version)) {
                  throw new StackException(
                      "The model server cannot load %s: %s".formatted(version, reason.s()));
                }
              });
      Set<String> loaded = new HashSet<>();
      heartbeat.get("loaded").l().forEach(version -> loaded.add(version.s()));
      if (loaded.containsAll(named)) {
        return true;
      }
    }
    return false;
  }

  private List<Map<String, AttributeValue>> items(String table) {
    return dynamoDb
        .scanPaginator(scan -> scan.tableName(table).consistentRead(true))
        .items()
        .stream()
        .toList();
  }
}
