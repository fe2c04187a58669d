package dev.millrace.scoring.lookup;

import dev.millrace.common.Deadline;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.features.lookup.LookupRow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
 * The DynamoDB table that holds the rows of all look-up tables: partition key {@code _millrace_key}
 * ({@code TABLE#KEY}), and an attribute, number or text, for each column. Thread-safe.
 */
public final class LookupTable {
  /** The limit of BatchGetItem. */
  private static final int CALL_KEYS = 100;

  /** After so many calls in a row that processed nothing the look-up is given up. */
  private static final int FRUITLESS_CALLS = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final String KEY = "_millrace_key";

  private static final Logger LOG = LoggerFactory.getLogger(LookupTable.class);

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final String projection;
  private final Map<String, String> projected;

  /**
   * A table.
   *
   * @param table its name in DynamoDB
   * @param attributes those that are wanted of any row; others are not read
   */
  public LookupTable(DynamoDbClient dynamoDb, String table, Collection<String> attributes) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.projected = new LinkedHashMap<>();
    // Placeholders, as an attribute's name may be one of DynamoDB's many reserved words.
    projected.put("#key", KEY);
    new LinkedHashSet<>(attributes).forEach(name -> projected.put("#a" + projected.size(), name));
    this.projection = String.join(",", projected.keySet());
  }

  /** The same table, of whose rows these attributes are wanted. */
  LookupTable reading(Collection<String> attributes) {
    return new LookupTable(dynamoDb, table, attributes);
  }

  /**
   * The row of each key, empty for a key that has none. A key whose look-up failed is not in the
   * answer.
   */
  Map<LookupKey, Optional<LookupRow>> find(Collection<LookupKey> keys, Deadline deadline) {
    Map<LookupKey, Optional<LookupRow>> found = new HashMap<>();
    Deque<LookupKey> wanted = new ArrayDeque<>(keys);
    int fruitlessCalls = 0;
    while (!wanted.isEmpty()) {
      Set<LookupKey> call = new HashSet<>();
      while (call.size() < CALL_KEYS && !wanted.isEmpty()) {
        call.add(wanted.poll());
      }
      Optional<Set<LookupKey>> unprocessed = find(call, found, deadline);
      if (unprocessed.isEmpty()) {
        return found;
      }
      int left = unprocessed.get().size();
      wanted.addAll(unprocessed.get());
      fruitlessCalls = left < call.size() ? 0 : fruitlessCalls + 1;
      if (left > 0
          && (fruitlessCalls == FRUITLESS_CALLS
              || !deadline.pauseUnlessInterrupted(
                  FIRST_PAUSE.multipliedBy(1L << fruitlessCalls)))) {
        LOG.warn("BatchGetItem on {} left {} keys unprocessed", table, wanted.size());
        return found;
      }
    }
    return found;
  }

  /**
   * Looks up one call's keys and gives those that were not processed; empty when the call failed.
   */
  private Optional<Set<LookupKey>> find(
      Set<LookupKey> keys, Map<LookupKey, Optional<LookupRow>> found, Deadline deadline) {
    List<Map<String, AttributeValue>> request = new ArrayList<>(keys.size());
    keys.forEach(key -> request.add(Map.of(KEY, AttributeValue.fromS(key.toString()))));
    try {
      BatchGetItemResponse answer =
          dynamoDb.batchGetItem(
              get ->
                  get.requestItems(Map.of(table, wanted(request)))
                      .overrideConfiguration(deadline.bound()));
      Set<LookupKey> unprocessed = new HashSet<>();
      answer.unprocessedKeys().values().stream()
          .flatMap(left -> left.keys().stream())
          .forEach(item -> unprocessed.add(key(item)));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        found.put(key(item), Optional.of(row(item)));
      }
      for (LookupKey key : keys) {
        if (!unprocessed.contains(key)) {
          found.putIfAbsent(key, Optional.empty());
        }
      }
      return Optional.of(unprocessed);
    } catch (SdkException failed) {
      LOG.warn("BatchGetItem of {} keys on {} failed: {}", keys.size(), table, failed.getMessage());
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

  private static LookupKey key(Map<String, AttributeValue> item) {
    return LookupKey.of(item.get(KEY).s());
  }

  private static LookupRow row(Map<String, AttributeValue> item) {
    Map<String, Double> numbers = new HashMap<>();
    Map<String, String> texts = new HashMap<>();
    item.forEach(
        (name, value) -> {
          if (value.n() != null) {
            numbers.put(name, Double.valueOf(value.n()));
          } else if (value.s() != null && !name.equals(KEY)) {
            texts.put(name, value.s());
          }
        });
    return new LookupRow(numbers, texts);
  }
}
