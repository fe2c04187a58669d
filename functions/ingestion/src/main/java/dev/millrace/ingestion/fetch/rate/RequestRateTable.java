package dev.millrace.ingestion.fetch.rate;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.fetch.RequestRate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps a rate among all that ask under one key: each request has a slot, and the slots are an
 * interval apart, so that no window of time has more than the rate allows. The table has the
 * partition key {@code key}, a string, and the time to live {@code expires_at}. Thread-safe.
 */
public final class RequestRateTable {
  /** How long a row outlives its last slot. */
  private static final Duration KEPT = Duration.ofDays(1);

  /** Each try fails only where the queue of slots emptied, or filled, between two calls. */
  private static final int MOST_TRIES = 10;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;

  public RequestRateTable(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * Takes the next free slot. It is the caller's: after the wait it makes one request without
   * asking again. A slot that is not used is lost.
   *
   * @param key of those that keep the rate together
   * @return how long to wait until the slot, zero or more
   * @throws IllegalStateException when the slots change faster than they can be taken
   */
  public Duration reserve(String key, RequestRate rate, Deadline deadline) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Instant now = clock.instant();
      if (takeNow(key, rate, now, deadline)) {
        return Duration.ZERO;
      }
      Optional<Instant> slot = takeBehindOthers(key, rate, now, deadline);
      if (slot.isPresent()) {
        return Duration.between(now, slot.get());
      }
    }
    throw new IllegalStateException(
        "No slot of %s was free after %d tries".formatted(key, MOST_TRIES));
  }

  /** Takes the slot that is now, where no other is taken. */
  private boolean takeNow(String key, RequestRate rate, Instant now, Deadline deadline) {
    try {
      Instant next = now.plus(rate.interval());
      dynamoDb.updateItem(
          update(key, deadline)
              .updateExpression("SET next_slot = :next, expires_at = :expires")
              .conditionExpression("attribute_not_exists(next_slot) OR next_slot <= :now")
              .expressionAttributeValues(
                  Map.of(
                      ":now", number(micros(now)),
                      ":next", number(micros(next)),
                      ":expires", number(next.plus(KEPT).getEpochSecond())))
              .build());
      return true;
    } catch (ConditionalCheckFailedException taken) {
      return false;
    }
  }

  /** Takes the slot behind those that are taken; empty where none is any more. */
  private Optional<Instant> takeBehindOthers(
      String key, RequestRate rate, Instant now, Deadline deadline) {
    try {
      Map<String, AttributeValue> written =
          dynamoDb
              .updateItem(
                  update(key, deadline)
                      .updateExpression(
                          "SET next_slot = next_slot + :interval, expires_at = :expires")
                      .conditionExpression("next_slot > :now")
                      .expressionAttributeValues(
                          Map.of(
                              ":now", number(micros(now)),
                              ":interval", number(interval(rate)),
                              ":expires", number(now.plus(KEPT.multipliedBy(2)).getEpochSecond())))
                      .returnValues(ReturnValue.UPDATED_NEW)
                      .build())
              .attributes();
      long next = Long.parseLong(written.get("next_slot").n());
      return Optional.of(Instant.EPOCH.plus(next - interval(rate), ChronoUnit.MICROS));
    } catch (ConditionalCheckFailedException passed) {
      return Optional.empty();
    }
  }

  private UpdateItemRequest.Builder update(String key, Deadline deadline) {
    return UpdateItemRequest.builder()
        .tableName(table)
        .key(Map.of("key", AttributeValue.fromS(key)))
        .overrideConfiguration(deadline.bound());
  }

  private static long interval(RequestRate rate) {
    return Math.max(1, rate.interval().toNanos() / 1_000);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
