package dev.millrace.runs;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** Reads the table of runs by its indexes, all of them sorted by the run's id. Thread-safe. */
final class RunListing {
  static final String BY_KIND = "by_kind";
  static final String BY_SUBJECT = "by_subject";
  static final String BY_OWNER = "by_owner";
  static final String OPEN = "open";

  /** A page ends after so many calls, however few runs of those read were asked for. */
  static final int MOST_CALLS = 10;

  /** Sorts before every id, and at an id's end behind it alone. */
  private static final String LOWEST = "!";

  /** Sorts behind every id. */
  private static final String BEHIND_ALL = "~";

  private static final int MOST_READ = 1_000;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;

  RunListing(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.clock = clock;
  }

  /**
   * A page of runs, newest first. New runs come before its first: pages that follow each other
   * neither lose nor repeat a run that was there when the first was read.
   *
   * @param before only runs with lower ids; an empty text for the newest
   * @param limit the most runs that the page may hold
   */
  RunPage page(RunQuery query, String before, int limit, Deadline deadline) {
    List<Run> runs = new ArrayList<>();
    Map<String, AttributeValue> from = Map.of();
    for (int call = 0; call < MOST_CALLS; call++) {
      // One more than the page holds is read, to know whether there is one.
      int wanted = query.isFiltered() ? MOST_READ : limit + 1 - runs.size();
      QueryResponse answer =
          dynamoDb.query(
              request(query, before)
                  .limit(wanted)
                  .exclusiveStartKey(from.isEmpty() ? null : from)
                  .overrideConfiguration(deadline.bound())
                  .build());
      answer.items().forEach(item -> runs.add(new Run(new RunItem(item))));
      if (runs.size() > limit) {
        return RunPage.until(runs.get(limit - 1).id(), runs.subList(0, limit));
      }
      from = answer.lastEvaluatedKey();
      if (from.isEmpty()) {
        return RunPage.last(runs);
      }
    }
    return RunPage.until(new RunId(from.get("id").s()), runs);
  }

  private QueryRequest.Builder request(RunQuery query, String before) {
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    String index = index(query, names, values);
    values.put(":before", fromS(before.isEmpty() ? BEHIND_ALL : before));
    return QueryRequest.builder()
        .tableName(table)
        .indexName(index)
        .keyConditionExpression("#key = :key AND id < :before")
        .filterExpression(filter(query, index, names, values))
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .scanIndexForward(false);
  }

  /** The index that reads the fewest runs in vain. */
  private static String index(
      RunQuery query, Map<String, String> names, Map<String, AttributeValue> values) {
    if (!query.subject().isEmpty()) {
      names.put("#key", "kind_subject");
      values.put(":key", fromS(query.kind() + '#' + query.subject()));
      return BY_SUBJECT;
    }
    if (!query.owner().isEmpty()) {
      names.put("#key", "kind_owner");
      values.put(":key", fromS(query.kind() + '#' + query.owner()));
      return BY_OWNER;
    }
    names.put("#key", "kind");
    values.put(":key", fromS(query.kind()));
    return BY_KIND;
  }

  private String filter(
      RunQuery query, String index, Map<String, String> names, Map<String, AttributeValue> values) {
    List<String> conditions = new ArrayList<>();
    conditions.add("(attribute_not_exists(expires_at) OR expires_at > :now)");
    values.put(":now", fromN(Long.toString(clock.instant().getEpochSecond())));
    if (index.equals(BY_SUBJECT) && !query.owner().isEmpty()) {
      conditions.add("#owner = :owner");
      names.put("#owner", "owner");
      values.put(":owner", fromS(query.owner()));
    }
    if (!query.statuses().isEmpty()) {
      List<String> allowed = new ArrayList<>();
      for (RunStatus status : query.statuses()) {
        allowed.add(":" + status.text());
        values.put(":" + status.text(), fromS(status.text()));
      }
      conditions.add("#status IN (%s)".formatted(String.join(", ", allowed)));
      names.put("#status", "status");
    }
    return String.join(" AND ", conditions);
  }

  /**
   * Ids of open runs, oldest first: some behind another one; none when there are no more.
   *
   * @param after the last id of those before; an empty text for the first
   * @param madeBefore only of runs that were made before this time
   */
  List<RunId> open(String kind, String after, Instant madeBefore, Deadline deadline) {
    Map<String, AttributeValue> values =
        Map.of(
            ":kind", fromS(kind),
            ":from", fromS(after + LOWEST),
            ":to", fromS(RunId.second(madeBefore)));
    if (values.get(":from").s().compareTo(values.get(":to").s()) > 0) {
      return List.of();
    }
    return dynamoDb
        .query(
            query ->
                query
                    .tableName(table)
                    .indexName(OPEN)
                    .keyConditionExpression("#open = :kind AND id BETWEEN :from AND :to")
                    .expressionAttributeNames(Map.of("#open", "open"))
                    .expressionAttributeValues(values)
                    .overrideConfiguration(deadline.bound()))
        .items()
        .stream()
        .map(item -> new RunId(item.get("id").s()))
        .toList();
  }
}
