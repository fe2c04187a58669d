package dev.millrace.ingestion.rule.lookup;

import dev.millrace.common.Deadline;
import dev.millrace.common.LeastRecentlyUsed;
import dev.millrace.features.lookup.LookupKey;
import dev.millrace.ingestion.row.JsonValues;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * The rows of all look-up tables in DynamoDB: partition key {@code _millrace_key} ({@code
 * TABLE#KEY}), and a number or a text for each attribute. What was read once, a missing row too, is
 * kept in memory for the life of this object: make one for each invocation. Thread-safe.
 */
public final class LookupRowTable implements LookupTables {
  private static final String KEY = "_millrace_key";

  /** The limit of BatchGetItem. */
  private static final int CALL_KEYS = 100;

  /** After so many calls in a row that processed nothing the look-up is given up. */
  private static final int FRUITLESS_CALLS = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final int MOST_IN_MEMORY = 10_000;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Deadline deadline;
  private final Map<LookupKey, Optional<Map<String, Object>>> inMemory =
      new LeastRecentlyUsed<>(MOST_IN_MEMORY);

  /**
   * Rows in a DynamoDB table.
   *
   * @param table its name in DynamoDB
   * @param deadline by when every call has to be answered
   */
  public LookupRowTable(DynamoDbClient dynamoDb, String table, Deadline deadline) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.deadline = Objects.requireNonNull(deadline);
  }

  @Override
  public synchronized Map<String, Map<String, Object>> find(String lookupTable, Set<String> keys) {
    Map<LookupKey, Optional<Map<String, Object>>> known = new HashMap<>();
    Deque<LookupKey> wanted = new ArrayDeque<>();
    for (String text : keys) {
      LookupKey key = new LookupKey(lookupTable, text);
      Optional<Map<String, Object>> row = inMemory.get(key);
      if (row == null) {
        wanted.add(key);
      } else {
        known.put(key, row);
      }
    }
    known.putAll(read(lookupTable, wanted));
    Map<String, Map<String, Object>> found = new HashMap<>();
    known.forEach((key, row) -> row.ifPresent(held -> found.put(key.key(), held)));
    return found;
  }

  private Map<LookupKey, Optional<Map<String, Object>>> read(
      String lookupTable, Deque<LookupKey> wanted) {
    Map<LookupKey, Optional<Map<String, Object>>> read = new HashMap<>();
    int fruitlessCalls = 0;
    while (!wanted.isEmpty()) {
      Set<LookupKey> call = new HashSet<>();
      while (call.size() < CALL_KEYS && !wanted.isEmpty()) {
        call.add(wanted.poll());
      }
      Set<LookupKey> unprocessed = readCall(lookupTable, call, read);
      wanted.addAll(unprocessed);
      fruitlessCalls = unprocessed.size() < call.size() ? 0 : fruitlessCalls + 1;
      if (!unprocessed.isEmpty()
          && (fruitlessCalls == FRUITLESS_CALLS
              || !deadline.pauseUnlessInterrupted(
                  FIRST_PAUSE.multipliedBy(1L << fruitlessCalls)))) {
        throw new LookupUnavailable(lookupTable, wanted.size(), null);
      }
    }
    inMemory.putAll(read);
    return read;
  }

  /** Reads one call's keys and gives those that were not processed. */
  private Set<LookupKey> readCall(
      String lookupTable, Set<LookupKey> keys, Map<LookupKey, Optional<Map<String, Object>>> read) {
    if (deadline.hasPassed()) {
      throw new LookupUnavailable(lookupTable, keys.size(), null);
    }
    BatchGetItemResponse answer;
    try {
      KeysAndAttributes items =
          KeysAndAttributes.builder()
              .keys(
                  keys.stream()
                      .map(key -> Map.of(KEY, AttributeValue.fromS(key.toString())))
                      .toList())
              .build();
      answer =
          dynamoDb.batchGetItem(
              get ->
                  get.requestItems(Map.of(table, items)).overrideConfiguration(deadline.bound()));
    } catch (SdkException failed) {
      throw new LookupUnavailable(lookupTable, keys.size(), failed);
    }
    Set<LookupKey> unprocessed =
        answer.unprocessedKeys().values().stream()
            .flatMap(left -> left.keys().stream())
            .map(LookupRowTable::key)
            .collect(Collectors.toSet());
    answer
        .responses()
        .getOrDefault(table, List.of())
        .forEach(item -> read.put(key(item), Optional.of(row(item))));
    for (LookupKey key : keys) {
      if (!unprocessed.contains(key)) {
        read.putIfAbsent(key, Optional.empty());
      }
    }
    return unprocessed;
  }

  private static LookupKey key(Map<String, AttributeValue> item) {
    return LookupKey.of(item.get(KEY).s());
  }

  private static Map<String, Object> row(Map<String, AttributeValue> item) {
    Map<String, Object> row = new LinkedHashMap<>();
    item.forEach(
        (name, value) -> {
          if (value.n() != null) {
            row.put(name, number(value.n()));
          } else if (value.s() != null && !name.equals(KEY)) {
            row.put(name, value.s());
          }
        });
    return row;
  }

  private static Object number(String text) {
    BigDecimal number = new BigDecimal(text);
    if (number.stripTrailingZeros().scale() <= 0) {
      return JsonValues.whole(number.toBigIntegerExact());
    }
    double nearest = number.doubleValue();
    return BigDecimal.valueOf(nearest).compareTo(number) == 0 ? (Object) nearest : number;
  }
}
