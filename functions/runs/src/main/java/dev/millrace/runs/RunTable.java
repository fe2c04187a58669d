package dev.millrace.runs;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import dev.millrace.common.Settings;
import dev.millrace.runs.failure.RunError;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The table of runs: a row each. Every write is conditional on the status that it leaves, so that a
 * run that is finished never changes. A row is open ({@code open} holds its kind) until it is known
 * that it is finished and that no execution of it runs or can be started any more. Calls throw
 * {@link SdkException} when the table cannot be reached in time. Thread-safe.
 */
public final class RunTable {
  private static final String NEW = "attribute_not_exists(id)";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final int days;
  private final InstantSource clock;
  private final RunListing listing;

  /**
   * The table that {@code RUNS_TABLE} names. A row is kept for {@code RUN_DAYS} after its end, for
   * ever where that is empty.
   *
   * @throws IllegalArgumentException when a setting holds what it cannot
   */
  public static RunTable of(Settings settings, DynamoDbClient dynamoDb, InstantSource clock) {
    return new RunTable(
        dynamoDb, settings.text("RUNS_TABLE"), settings.days("RUN_DAYS").orElse(0), clock);
  }

  /**
   * The table.
   *
   * @param days how long a row is kept after its end; 0 for ever
   */
  RunTable(DynamoDbClient dynamoDb, String table, int days, InstantSource clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.days = days;
    this.clock = clock;
    this.listing = new RunListing(dynamoDb, table, clock);
  }

  RunListing listing() {
    return listing;
  }

  /** The run as it is now; empty where there is none of this kind. */
  Optional<Run> find(RunId id, String kind, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(key(id))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    if (!answer.hasItem()) {
      return Optional.empty();
    }
    RunItem item = new RunItem(answer.item());
    return item.isExpired(clock.instant())
        ? Optional.empty()
        : Optional.of(new Run(item)).filter(run -> run.kind().equals(kind));
  }

  /**
   * Puts a new run's row.
   *
   * @return the run, which is pending; empty where another run has the id
   */
  Optional<Run> create(RunId id, String kind, NewRun run, Deadline deadline) {
    Map<String, AttributeValue> item = item(id, kind, run);
    try {
      dynamoDb.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression(NEW)
                  .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                  .overrideConfiguration(deadline.bound()));
      return Optional.of(new Run(new RunItem(item)));
    } catch (ConditionalCheckFailedException refused) {
      // The SDK repeats a put whose answer got lost: then what is there is this very put.
      return isOwn(refused.item(), item.get("write_id"))
          ? Optional.of(new Run(new RunItem(refused.item())))
          : Optional.empty();
    }
  }

  /** A new run and the write of its row, which fails where another run has the id. */
  PreparedRun prepare(RunId id, String kind, NewRun run) {
    Map<String, AttributeValue> item = item(id, kind, run);
    return new PreparedRun(new Run(new RunItem(item)), put(item));
  }

  /**
   * Puts the row of a run that does a finished one again, and notes it in the other's row, both or
   * none: a run is retried once, and its retry again once.
   *
   * @return the new run, which is pending; empty where the other was retried before
   */
  Optional<Run> createRetry(RunId id, Run of, NewRun run, Deadline deadline) {
    Map<String, AttributeValue> item = item(id, of.kind(), run);
    item.put("retry_of", fromS(of.id().text()));
    try {
      dynamoDb.transactWriteItems(
          write ->
              write
                  .transactItems(List.of(put(item), retriedBy(of.id(), id)))
                  .overrideConfiguration(deadline.bound()));
      return Optional.of(new Run(new RunItem(item)));
    } catch (TransactionCanceledException refused) {
      if (refused.cancellationReasons().stream()
          .anyMatch(reason -> "ConditionalCheckFailed".equals(reason.code()))) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  private TransactWriteItem put(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder()
        .put(put -> put.tableName(table).item(item).conditionExpression(NEW))
        .build();
  }

  private TransactWriteItem retriedBy(RunId of, RunId by) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(key(of))
                    .updateExpression("SET retried_by = :id")
                    .conditionExpression(
                        "attribute_exists(finished_at) AND attribute_not_exists(retried_by)")
                    .expressionAttributeValues(Map.of(":id", fromS(by.text()))))
        .build();
  }

  private Map<String, AttributeValue> item(RunId id, String kind, NewRun run) {
    String now = Json.time(clock.instant());
    Map<String, AttributeValue> item = new HashMap<>(key(id));
    item.put("kind", fromS(kind));
    item.put("owner", fromS(run.owner()));
    item.put("kind_owner", fromS(kind + '#' + run.owner()));
    if (!run.subject().isEmpty()) {
      item.put("subject", fromS(run.subject()));
      item.put("kind_subject", fromS(kind + '#' + run.subject()));
    }
    item.put("status", fromS(RunStatus.PENDING.text()));
    item.put("open", fromS(kind));
    item.put("created_at", fromS(now));
    item.put("updated_at", fromS(now));
    item.put("counts", fromM(Map.of()));
    item.put("request", fromS(run.request()));
    item.put("write_id", fromS(UUID.randomUUID().toString()));
    return item;
  }

  /** Makes a pending run a running one. */
  RunChange begin(RunId id, Deadline deadline) {
    return change(
        id,
        status -> status.canBecome(RunStatus.RUNNING),
        new RunUpdate().set("status", fromS(RunStatus.RUNNING.text())),
        deadline);
  }

  /** Sets counts of an unfinished run. */
  RunChange count(RunId id, RunCounts counts, Deadline deadline) {
    RunUpdate update = new RunUpdate();
    setCounts(update, counts);
    return change(id, status -> !status.isFinal(), update, deadline);
  }

  /**
   * Ends an unfinished run.
   *
   * @param closed whether no execution can be running any more
   */
  RunChange finish(RunId id, RunEnd end, boolean closed, Deadline deadline) {
    Instant now = clock.instant();
    RunUpdate update =
        new RunUpdate()
            .set("status", fromS(end.status().text()))
            .set("finished_at", fromS(Json.time(now)));
    setCounts(update, end.counts());
    end.error().ifPresent(error -> update.set("error", error(error)));
    end.reason().ifPresent(reason -> update.set("reason", fromS(reason)));
    end.result().ifPresent(result -> update.set("result", fromS(result)));
    if (days > 0) {
      Instant expiry = now.plus(days, ChronoUnit.DAYS);
      update.set("expires_at", fromN(Long.toString(expiry.getEpochSecond())));
    }
    if (closed) {
      update.remove("open");
    }
    return change(id, status -> status.canBecome(end.status()), update, deadline);
  }

  private static void setCounts(RunUpdate update, RunCounts counts) {
    counts
        .values()
        .forEach((name, count) -> update.setEntry("counts", name, fromN(count.toString())));
  }

  private static AttributeValue error(RunError error) {
    return fromM(
        Map.of(
            "category", fromS(error.category().text()),
            "message", fromS(error.message()),
            "field", fromS(error.field())));
  }

  /** Notes that no execution of a finished run can be running any more. */
  void close(RunId id, Deadline deadline) {
    try {
      dynamoDb.updateItem(
          new RunUpdate()
              .remove("open")
              .where("status", statuses(RunStatus::isFinal))
              .request()
              .tableName(table)
              .key(key(id))
              .overrideConfiguration(deadline.bound())
              .build());
    } catch (ConditionalCheckFailedException gone) {
      // The row is past its time and was deleted: nothing is open.
      return;
    }
  }

  private RunChange change(
      RunId id, Predicate<RunStatus> from, RunUpdate update, Deadline deadline) {
    AttributeValue writeId = fromS(UUID.randomUUID().toString());
    update
        .set("updated_at", fromS(Json.time(clock.instant())))
        .set("write_id", writeId)
        .where("status", statuses(from));
    try {
      Map<String, AttributeValue> changed =
          dynamoDb
              .updateItem(
                  update
                      .request()
                      .tableName(table)
                      .key(key(id))
                      .returnValues(ReturnValue.ALL_NEW)
                      .returnValuesOnConditionCheckFailure(
                          ReturnValuesOnConditionCheckFailure.ALL_OLD)
                      .overrideConfiguration(deadline.bound())
                      .build())
              .attributes();
      return new RunChange(new Run(new RunItem(changed)), true);
    } catch (ConditionalCheckFailedException refused) {
      if (!refused.hasItem()) {
        throw new IllegalArgumentException("There is no run " + id, refused);
      }
      // The SDK repeats an update whose answer got lost: then what is there is this very update.
      return new RunChange(new Run(new RunItem(refused.item())), isOwn(refused.item(), writeId));
    }
  }

  private static boolean isOwn(Map<String, AttributeValue> item, AttributeValue writeId) {
    return writeId.equals(item.get("write_id"));
  }

  private static List<AttributeValue> statuses(Predicate<RunStatus> which) {
    return Stream.of(RunStatus.values()).filter(which).map(status -> fromS(status.text())).toList();
  }

  private static Map<String, AttributeValue> key(RunId id) {
    return Map.of("id", fromS(id.text()));
  }
}
