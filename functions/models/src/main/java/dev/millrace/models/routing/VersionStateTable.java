package dev.millrace.models.routing;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.routing.Heartbeat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The table of versions as routing needs it: partition key {@code model}, sort key {@code version}.
 * Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when the table cannot be
 * reached in time. Thread-safe.
 */
public final class VersionStateTable {
  private static final int KEYS_OF_A_CALL = 100;

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** A table by its name. */
  public VersionStateTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
  }

  /** The versions of a model that there are among these, by version. */
  Map<String, VersionState> find(String model, Set<String> versions, Deadline deadline) {
    Map<String, VersionState> found = new HashMap<>();
    find(Map.of(model, versions), deadline)
        .values()
        .forEach(state -> found.put(state.version(), state));
    return found;
  }

  /**
   * The versions that there are among these, by {@code MODEL/VERSION}.
   *
   * @param versions by model
   */
  Map<String, VersionState> find(Map<String, Set<String>> versions, Deadline deadline) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    versions.forEach((model, all) -> all.forEach(version -> keys.add(key(model, version))));
    Map<String, VersionState> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += KEYS_OF_A_CALL) {
      get(keys.subList(from, Math.min(keys.size(), from + KEYS_OF_A_CALL)), found, deadline);
    }
    return found;
  }

  private void get(
      List<Map<String, AttributeValue>> keys, Map<String, VersionState> found, Deadline deadline) {
    Map<String, KeysAndAttributes> asked = Map.of(table, projected(keys));
    while (!asked.isEmpty()) {
      Map<String, KeysAndAttributes> now = asked;
      BatchGetItemResponse answer =
          dynamoDb.batchGetItem(
              get -> get.requestItems(now).overrideConfiguration(deadline.bound()));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        VersionState state = read(item);
        found.put(Heartbeat.name(state.model(), state.version()), state);
      }
      asked = answer.unprocessedKeys();
    }
  }

  private static KeysAndAttributes projected(List<Map<String, AttributeValue>> keys) {
    return KeysAndAttributes.builder()
        .keys(keys)
        .consistentRead(true)
        .projectionExpression("model, version, #status, #definition, memory_bytes")
        .expressionAttributeNames(Map.of("#status", "status", "#definition", "definition"))
        .build();
  }

  private static VersionState read(Map<String, AttributeValue> item) {
    AttributeValue definition = item.get("definition");
    AttributeValue memory = item.get("memory_bytes");
    return new VersionState(
        item.get("model").s(),
        item.get("version").s(),
        item.get("status").s(),
        definition == null ? "" : definition.s(),
        memory == null ? 0 : Long.parseLong(memory.n()));
  }

  /** For a transaction: it fails where the version is not validated any more. */
  TransactWriteItem whileValidated(String model, String version) {
    return TransactWriteItem.builder()
        .conditionCheck(
            check ->
                check
                    .tableName(table)
                    .key(key(model, version))
                    .conditionExpression("#status = :validated")
                    .expressionAttributeNames(Map.of("#status", "status"))
                    .expressionAttributeValues(Map.of(":validated", fromS(VersionState.VALIDATED))))
        .build();
  }

  private static Map<String, AttributeValue> key(String model, String version) {
    return Map.of("model", fromS(model), "version", fromS(version));
  }
}
