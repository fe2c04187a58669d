package dev.millrace.scoring.zipcode;

import dev.millrace.common.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * The table of zip codes: partition key {@code zip_code}, a number attribute per looked-up feature.
 */
public final class ZipCodeTable {
  /** The limit of BatchGetItem. */
  private static final int CALL_KEYS = 100;

  /** After so many calls in a row that processed nothing the look-up is given up. */
  private static final int FRUITLESS_CALLS = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final String KEY = "zip_code";

  private static final Logger LOG = LoggerFactory.getLogger(ZipCodeTable.class);

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final String projection;
  private final Map<String, String> projected;

  /**
   * A table.
   *
   * @param attributes those that are wanted of a zip code; others are not read
   */
  public ZipCodeTable(DynamoDbClient dynamoDb, String table, Collection<String> attributes) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.projected = new LinkedHashMap<>();
    // Placeholders, as a feature's name may be one of DynamoDB's many reserved words.
    projected.put("#key", KEY);
    attributes.forEach(name -> projected.put("#a" + projected.size(), name));
    this.projection = String.join(",", projected.keySet());
  }

  /**
   * The attributes of each zip code, empty for one that the table does not hold. A zip code whose
   * look-up failed is not in the answer.
   */
  Map<String, Optional<Map<String, Double>>> find(Collection<String> zipCodes, Deadline deadline) {
    Map<String, Optional<Map<String, Double>>> found = new HashMap<>();
    Deque<String> wanted = new ArrayDeque<>(zipCodes);
    int fruitlessCalls = 0;
    while (!wanted.isEmpty()) {
      Set<String> keys = new HashSet<>();
      while (keys.size() < CALL_KEYS && !wanted.isEmpty()) {
        keys.add(wanted.poll());
      }
      Optional<Set<String>> unprocessed = find(keys, found, deadline);
      if (unprocessed.isEmpty()) {
        return found;
      }
      int left = unprocessed.get().size();
      wanted.addAll(unprocessed.get());
      fruitlessCalls = left < keys.size() ? 0 : fruitlessCalls + 1;
      if (left > 0
          && (fruitlessCalls == FRUITLESS_CALLS
              || !deadline.pauseUnlessInterrupted(
                  FIRST_PAUSE.multipliedBy(1L << fruitlessCalls)))) {
        LOG.warn("BatchGetItem on {} left {} zip codes unprocessed", table, wanted.size());
        return found;
      }
    }
    return found;
  }

  /**
   * Looks up one call's keys and gives those that were not processed; empty when the call failed.
   */
  private Optional<Set<String>> find(
      Set<String> keys, Map<String, Optional<Map<String, Double>>> found, Deadline deadline) {
    List<Map<String, AttributeValue>> request = new ArrayList<>(keys.size());
    keys.forEach(key -> request.add(Map.of(KEY, AttributeValue.fromS(key))));
    try {
      BatchGetItemResponse answer =
          dynamoDb.batchGetItem(
              get ->
                  get.requestItems(Map.of(table, wanted(request)))
                      .overrideConfiguration(deadline.bound()));
      Set<String> unprocessed = new HashSet<>();
      answer.unprocessedKeys().values().stream()
          .flatMap(left -> left.keys().stream())
          .forEach(key -> unprocessed.add(key.get(KEY).s()));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        found.put(item.get(KEY).s(), Optional.of(numbers(item)));
      }
      for (String key : keys) {
        if (!unprocessed.contains(key)) {
          found.putIfAbsent(key, Optional.empty());
        }
      }
      return Optional.of(unprocessed);
    } catch (SdkException failed) {
      LOG.warn(
          "BatchGetItem of {} zip codes on {} failed: {}", keys.size(), table, failed.getMessage());
      return Optional.empty();
    }
  }

  private KeysAndAttributes wanted(List<Map<String, AttributeValue>> keys) {
    return KeysAndAttributes.builder()
        .keys(keys)
        .projectionExpression(projection)
        .expressionAttributeNames(projected)
        .build();
  }

  private static Map<String, Double> numbers(Map<String, AttributeValue> item) {
    Map<String, Double> numbers = new HashMap<>();
    item.forEach(
        (name, value) -> {
          if (value.n() != null) {
            numbers.put(name, Double.valueOf(value.n()));
          }
        });
    return numbers;
  }
}
