package dev.millrace.audit;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromSs;

import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.common.http.AuditTrail;
import dev.millrace.common.http.Caller;
import dev.millrace.common.http.HttpRequest;
import dev.millrace.common.http.HttpResponse;
import dev.millrace.common.http.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The audit table: a row for each request to a changing route, by day and time. A row is put with
 * the outcome {@code begun} before the change, and gets {@code answered} with the status after it.
 * One that stays {@code begun} tells of a function that died in between, or could not write: the
 * change may have been made. Rows hold ids, never a body or a token.
 *
 * <p>It writes the metric {@code AuditFailures} with each request, which a capability's contract
 * has to declare. Thread-safe but for that metric: one request at a time, as Lambda has it.
 */
public final class AuditTable implements AuditTrail {
  static final String FAILURES = "AuditFailures";

  private static final Logger LOG = LoggerFactory.getLogger(AuditTable.class);

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final String capability;
  private final OptionalInt days;
  private final FunctionMetrics metrics;
  private final InstantSource clock;

  /**
   * The table that {@code AUDIT_TABLE} names. Its rows are kept for {@code AUDIT_DAYS}, for ever
   * where that is empty.
   *
   * @throws IllegalArgumentException when a setting holds what it cannot
   */
  public static AuditTable of(
      Settings settings, DynamoDbClient dynamoDb, FunctionMetrics metrics, InstantSource clock) {
    String table = settings.text("AUDIT_TABLE", "");
    if (table.isEmpty()) {
      throw new IllegalArgumentException(
          "Setting AUDIT_TABLE is missing or empty; expected the name of the table that records each change, because this function has routes that change something");
    }
    return new AuditTable(
        dynamoDb,
        table,
        settings.text("POWERTOOLS_SERVICE_NAME"),
        settings.days("AUDIT_DAYS"),
        metrics,
        clock);
  }

  private AuditTable(
      DynamoDbClient dynamoDb,
      String table,
      String capability,
      OptionalInt days,
      FunctionMetrics metrics,
      InstantSource clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.capability = capability;
    this.days = days;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public Change begin(HttpRequest request, Caller caller, Deadline deadline) {
    Map<String, AttributeValue> key = key(request, clock.instant());
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(row(key, request, caller))
                  .overrideConfiguration(deadline.bound()));
    } catch (SdkException failed) {
      LOG.error("{} was not recorded, and so refused", request.routeKey(), failed);
      count(1);
      throw Problem.unavailable(
          "The audit table cannot be written, so nothing was changed; the same request may be sent again");
    }
    return (answer, by) -> end(key, request, answer, by);
  }

  private Map<String, AttributeValue> key(HttpRequest request, Instant at) {
    String time = Json.time(at);
    // Only an event that no API Gateway made has no id.
    String id = request.requestId().isEmpty() ? UUID.randomUUID().toString() : request.requestId();
    return Map.of("day", fromS(time.substring(0, 10)), "time_id", fromS(time + '#' + id));
  }

  private Map<String, AttributeValue> row(
      Map<String, AttributeValue> key, HttpRequest request, Caller caller) {
    Map<String, AttributeValue> row = new HashMap<>(key);
    row.put("outcome", fromS("begun"));
    row.put("who", fromS(caller.id()));
    if (!caller.scopes().isEmpty()) {
      row.put("scopes", fromSs(List.copyOf(caller.scopes())));
    }
    row.put("action", fromS(request.routeKey()));
    row.put(
        "path_parameters",
        fromM(
            request.pathParameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> fromS(entry.getValue())))));
    row.put("request_id", fromS(request.requestId()));
    row.put("capability", fromS(capability));
    days.ifPresent(
        kept ->
            row.put(
                "expires_at",
                fromN(
                    Long.toString(clock.instant().plus(kept, ChronoUnit.DAYS).getEpochSecond()))));
    return row;
  }

  private void end(
      Map<String, AttributeValue> key, HttpRequest request, HttpResponse answer, Deadline by) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":outcome", fromS("answered"));
    values.put(":status", fromN(Integer.toString(answer.status())));
    values.put(":at", fromS(Json.time(clock.instant())));
    AnswerId.of(answer).ifPresent(id -> values.put(":id", fromS(id)));
    try {
      dynamoDb.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key)
                  .updateExpression(
                      "SET outcome = :outcome, #status = :status, answered_at = :at"
                          + (values.containsKey(":id") ? ", answer_id = :id" : ""))
                  .expressionAttributeNames(Map.of("#status", "status"))
                  .expressionAttributeValues(values)
                  .overrideConfiguration(by.bound()));
      count(0);
    } catch (SdkException failed) {
      LOG.error(
          "{} was answered {}, which was not recorded",
          request.routeKey(),
          answer.status(),
          failed);
      count(1);
    }
  }

  private void count(int failures) {
    metrics.count(FAILURES, failures);
    metrics.flush();
  }
}
