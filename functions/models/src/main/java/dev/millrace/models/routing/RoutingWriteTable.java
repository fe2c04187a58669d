package dev.millrace.models.routing;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.models.change.ModelChange;
import dev.millrace.models.change.ModelHistory;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingRow;
import dev.millrace.runs.RunId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Writes routing rows. A row, its history and whatever else belongs to the change are one
 * transaction, conditional on the row being as it was read and on every version being validated.
 * Calls throw {@link software.amazon.awssdk.core.exception.SdkException} when a table cannot be
 * reached in time. Thread-safe.
 */
public final class RoutingWriteTable {
  /** Another's transaction on the same rows takes milliseconds. */
  private static final int ATTEMPTS = 6;

  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final String REFUSED = "ConditionalCheckFailed";
  private static final String BUSY = "TransactionConflict";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final ModelHistory history;
  private final VersionStateTable versions;
  private final HeartbeatTable heartbeats;
  private final InstantSource clock;
  private final RandomGenerator random = new SecureRandom();

  /** A table by its name. */
  public RoutingWriteTable(
      DynamoDbClient dynamoDb,
      String table,
      ModelHistory history,
      VersionStateTable versions,
      HeartbeatTable heartbeats,
      InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.history = Objects.requireNonNull(history);
    this.versions = Objects.requireNonNull(versions);
    this.heartbeats = Objects.requireNonNull(heartbeats);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Writes a change. Where every live instance has loaded its versions already, the same write puts
   * it into effect.
   *
   * @param more further writes of the same transaction; it is overtaken where they are refused
   */
  public WriteOutcome write(RoutingChange change, List<TransactWriteItem> more, Deadline deadline) {
    Instant now = clock.instant();
    Optional<RoutesInEffect> inEffect =
        change.isOfKeptVersions()
                && HeartbeatTable.haveLoaded(
                    heartbeats.alive(now, deadline), change.model(), change.versions().all())
            ? Optional.of(new RoutesInEffect(change.versions(), change.revision(), now))
            : Optional.empty();
    return transact(
        row(change, inEffect),
        history(change.model(), change.cause(), change.details(), change.revision(), now),
        change.versions().all(),
        more,
        deadline);
  }

  /**
   * Binds a model to streams; the row must be in effect, unless there is no stream. The revision
   * stays.
   */
  public WriteOutcome bind(
      RoutingRow row, List<String> streams, ChangeCause cause, Deadline deadline) {
    Map<String, AttributeValue> values =
        new HashMap<>(
            Map.of(
                ":revision", number(row.revision()),
                ":before", texts(row.streams()),
                ":streams", texts(streams)));
    String condition = "revision = :revision AND streams = :before";
    TransactWriteItem update =
        TransactWriteItem.builder()
            .update(
                to ->
                    to.tableName(table)
                        .key(Map.of("model", fromS(row.model())))
                        .updateExpression("SET streams = :streams")
                        .conditionExpression(
                            streams.isEmpty()
                                ? condition
                                : condition + " AND in_effect.revision = :revision")
                        .expressionAttributeValues(values))
            .build();
    Map<String, String> details = new HashMap<>(cause.details());
    details.put("streams", String.join(", ", streams));
    details.put("streams_before", String.join(", ", row.streams()));
    return transact(
        update,
        history(row.model(), cause, details, row.revision(), clock.instant()),
        Set.of(),
        List.of(),
        deadline);
  }

  private ModelChange history(
      String model, ChangeCause cause, Map<String, String> details, long revision, Instant now) {
    return new ModelChange(
        model,
        RunId.of(now, random).text(),
        now,
        cause.action(),
        cause.version(),
        cause.who(),
        cause.reason(),
        OptionalLong.of(revision),
        cause.rollout(),
        details);
  }

  /** Sets all but the routes in effect, which readers may be putting there at this moment. */
  private TransactWriteItem row(RoutingChange change, Optional<RoutesInEffect> inEffect) {
    Map<String, AttributeValue> item = new HashMap<>(RoutingItem.of(change.after(inEffect)));
    item.remove("model");
    List<String> sets = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    item.forEach(
        (name, value) -> {
          sets.add("#%s = :%s".formatted(name, name));
          names.put("#" + name, name);
          values.put(":" + name, value);
        });
    List<String> removes = new ArrayList<>();
    for (String name : List.of("canary", "last_good", "rollout")) {
      if (!item.containsKey(name)) {
        removes.add("#" + name);
        names.put("#" + name, name);
      }
    }
    change.before().ifPresent(row -> values.put(":before", number(row.revision())));
    String expression =
        "SET %s%s"
            .formatted(
                String.join(", ", sets),
                removes.isEmpty() ? "" : " REMOVE " + String.join(", ", removes));
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(table)
                    .key(Map.of("model", fromS(change.model())))
                    .updateExpression(expression)
                    .conditionExpression(
                        change.before().isPresent()
                            ? "#revision = :before AND #streams = :streams"
                            : "attribute_not_exists(#revision)")
                    .expressionAttributeNames(names)
                    .expressionAttributeValues(values))
        .build();
  }

  private WriteOutcome transact(
      TransactWriteItem row,
      ModelChange change,
      Set<String> validated,
      List<TransactWriteItem> more,
      Deadline deadline) {
    List<TransactWriteItem> items = new ArrayList<>(List.of(row, history.write(change)));
    validated.forEach(version -> items.add(versions.whileValidated(change.model(), version)));
    items.addAll(more);
    for (int attempt = 1; ; attempt++) {
      try {
        dynamoDb.transactWriteItems(
            write -> write.transactItems(items).overrideConfiguration(deadline.bound()));
        return WriteOutcome.WRITTEN;
      } catch (TransactionCanceledException cancelled) {
        List<String> codes =
            cancelled.cancellationReasons().stream().map(CancellationReason::code).toList();
        Optional<WriteOutcome> refused = refused(codes, change, validated.size(), deadline);
        if (refused.isPresent()) {
          return refused.get();
        }
        if (!codes.contains(BUSY)
            || attempt == ATTEMPTS
            || !deadline.pauseUnlessInterrupted(PAUSE.multipliedBy(attempt))) {
          throw cancelled;
        }
      }
    }
  }

  private Optional<WriteOutcome> refused(
      List<String> codes, ModelChange change, int validated, Deadline deadline) {
    int refused = codes.indexOf(REFUSED);
    if (refused < 0) {
      return Optional.empty();
    }
    if (refused >= 2 && refused < 2 + validated) {
      return Optional.of(WriteOutcome.NOT_VALIDATED);
    }
    // The SDK repeats a write whose answer got lost: then the history holds this very change.
    return Optional.of(
        history.contains(change, deadline) ? WriteOutcome.WRITTEN : WriteOutcome.OVERTAKEN);
  }

  private static AttributeValue number(long number) {
    return fromN(Long.toString(number));
  }

  private static AttributeValue texts(List<String> texts) {
    return fromL(texts.stream().map(AttributeValue::fromS).toList());
  }
}
