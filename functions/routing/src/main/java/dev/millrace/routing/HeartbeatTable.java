package dev.millrace.routing;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * The table of heartbeats: an item for each instance of the endpoint, partition key {@code
 * instance}, time to live {@code expires_at}. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
public final class HeartbeatTable {
  /** Long enough to read what became of an instance that died. */
  private static final Duration KEPT = Duration.ofHours(1);

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** A table by its name. */
  public HeartbeatTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /** Writes an instance's newest heartbeat. */
  public void put(Heartbeat heartbeat, Deadline deadline) {
    Map<String, AttributeValue> failed = new HashMap<>();
    heartbeat.failed().forEach((version, reason) -> failed.put(version, fromS(reason)));
    dynamoDb.putItem(
        put ->
            put.tableName(table)
                .item(
                    Map.of(
                        "instance",
                        fromS(heartbeat.instance()),
                        "at",
                        fromN(Long.toString(heartbeat.at().toEpochMilli())),
                        "loaded",
                        fromL(
                            heartbeat.loaded().stream()
                                .sorted()
                                .map(AttributeValue::fromS)
                                .toList()),
                        "failed",
                        fromM(failed),
                        "expires_at",
                        fromN(Long.toString(heartbeat.at().plus(KEPT).getEpochSecond()))))
                .overrideConfiguration(deadline.bound()));
  }

  /** The heartbeats of the instances that are alive. */
  public List<Heartbeat> alive(Instant now, Deadline deadline) {
    ScanRequest request =
        ScanRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .overrideConfiguration(deadline.bound())
            .build();
    List<Heartbeat> alive = new ArrayList<>();
    for (Map<String, AttributeValue> item : dynamoDb.scanPaginator(request).items()) {
      Heartbeat heartbeat = read(item);
      if (heartbeat.isAlive(now)) {
        alive.add(heartbeat);
      }
    }
    return alive;
  }

  /**
   * Whether every live instance has loaded these versions of a model, and there is one.
   *
   * @param alive the live instances' heartbeats
   */
  public static boolean haveLoaded(List<Heartbeat> alive, String model, Set<String> versions) {
    Set<String> wanted = new HashSet<>();
    versions.forEach(version -> wanted.add(Heartbeat.name(model, version)));
    return !alive.isEmpty()
        && alive.stream().allMatch(heartbeat -> heartbeat.loaded().containsAll(wanted));
  }

  private static Heartbeat read(Map<String, AttributeValue> item) {
    Set<String> loaded = new HashSet<>();
    item.get("loaded").l().forEach(version -> loaded.add(version.s()));
    Map<String, String> failed = new HashMap<>();
    item.get("failed").m().forEach((version, reason) -> failed.put(version, reason.s()));
    return new Heartbeat(
        item.get("instance").s(),
        Instant.ofEpochMilli(Long.parseLong(item.get("at").n())),
        loaded,
        failed);
  }
}
