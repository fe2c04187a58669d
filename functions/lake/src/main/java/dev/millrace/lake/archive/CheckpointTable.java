package dev.millrace.lake.archive;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.common.Deadline;
import dev.millrace.common.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The table of checkpoints. A checkpoint moves only from where it was read. Calls throw {@link
 * SdkException} when the table cannot be reached in time.
 */
final class CheckpointTable {
  private static final String SHARD = "shard";
  private static final String SEQUENCE_NUMBER = "sequence_number";
  private static final String ENDED = "ended";
  private static final String UPDATED_AT = "updated_at";
  private static final String MOVE_ID = "move_id";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final InstantSource clock;

  CheckpointTable(DynamoDbClient dynamoDb, String table, InstantSource clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.clock = clock;
  }

  Checkpoint find(String stream, String shardId, Deadline deadline) {
    GetItemResponse answer =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(Map.of(SHARD, fromS(stream + '/' + shardId)))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()));
    if (!answer.hasItem()) {
      return Checkpoint.none(stream, shardId);
    }
    Map<String, AttributeValue> item = answer.item();
    return new Checkpoint(
        stream,
        shardId,
        Optional.ofNullable(item.get(SEQUENCE_NUMBER)).map(AttributeValue::s),
        item.containsKey(ENDED) && item.get(ENDED).bool(),
        Optional.of(Instant.parse(item.get(UPDATED_AT).s())));
  }

  /**
   * Moves the checkpoint to a later record.
   *
   * @return the checkpoint as it is now; empty when it was no longer where it was read
   */
  Optional<Checkpoint> advance(Checkpoint from, String sequenceNumber, Deadline deadline) {
    return move(from, Optional.of(sequenceNumber), false, deadline);
  }

  /**
   * Marks the shard as archived to its end.
   *
   * @return the checkpoint as it is now; empty when it was no longer where it was read
   */
  Optional<Checkpoint> end(Checkpoint from, Deadline deadline) {
    return move(from, from.sequenceNumber(), true, deadline);
  }

  private Optional<Checkpoint> move(
      Checkpoint from, Optional<String> sequenceNumber, boolean ended, Deadline deadline) {
    Checkpoint moved =
        new Checkpoint(
            from.stream(), from.shardId(), sequenceNumber, ended, Optional.of(clock.instant()));
    String moveId = UUID.randomUUID().toString();
    PutItemRequest.Builder put =
        PutItemRequest.builder()
            .tableName(table)
            .item(item(moved, moveId))
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .overrideConfiguration(deadline.bound());
    from.sequenceNumber()
        .ifPresentOrElse(
            read ->
                put.conditionExpression("sequence_number = :read AND ended = :open")
                    .expressionAttributeValues(
                        Map.of(":read", fromS(read), ":open", fromBool(false))),
            () -> put.conditionExpression("attribute_not_exists(updated_at)"));
    try {
      dynamoDb.putItem(put.build());
      return Optional.of(moved);
    } catch (ConditionalCheckFailedException refused) {
      // The SDK repeats a put whose answer got lost: then what is there is this very move, and not
      // one of another run to the same record.
      return refused.hasItem() && fromS(moveId).equals(refused.item().get(MOVE_ID))
          ? Optional.of(moved)
          : Optional.empty();
    }
  }

  private static Map<String, AttributeValue> item(Checkpoint checkpoint, String moveId) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(MOVE_ID, fromS(moveId));
    item.put(SHARD, fromS(checkpoint.stream() + '/' + checkpoint.shardId()));
    checkpoint.sequenceNumber().ifPresent(number -> item.put(SEQUENCE_NUMBER, fromS(number)));
    item.put(ENDED, fromBool(checkpoint.ended()));
    checkpoint.updatedAt().ifPresent(time -> item.put(UPDATED_AT, fromS(Json.time(time))));
    return item;
  }
}
