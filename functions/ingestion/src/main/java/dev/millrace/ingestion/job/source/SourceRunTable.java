package dev.millrace.ingestion.job.source;

import dev.millrace.common.Deadline;
import dev.millrace.ingestion.stage.StagedSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The table of the jobs' sources: partition key {@code job}, sort key {@code source}. A row is
 * written on the revision that was read. Calls throw {@link
 * software.amazon.awssdk.core.exception.SdkException} when the table cannot be reached in time.
 * Thread-safe.
 */
public final class SourceRunTable {
  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Optional<Duration> kept;
  private final InstantSource clock;

  /**
   * The table.
   *
   * @param kept how long a row is kept after its last write; for ever where it is empty
   */
  public SourceRunTable(
      DynamoDbClient dynamoDb, String table, Optional<Duration> kept, InstantSource clock) {
    this.dynamoDb = Objects.requireNonNull(dynamoDb);
    this.table = Objects.requireNonNull(table);
    this.kept = Objects.requireNonNull(kept);
    this.clock = Objects.requireNonNull(clock);
  }

  /** The row; empty where there is none. */
  public Optional<SourceRun> find(StagedSource at, Deadline deadline) {
    Map<String, AttributeValue> item =
        dynamoDb
            .getItem(
                get ->
                    get.tableName(table)
                        .key(
                            Map.of(
                                "job",
                                AttributeValue.fromS(at.job()),
                                "source",
                                AttributeValue.fromS(at.source())))
                        .consistentRead(true)
                        .overrideConfiguration(deadline.bound()))
            .item();
    return item.isEmpty() ? Optional.empty() : Optional.of(SourceRunItem.read(item));
  }

  /** The rows of a job, by position. */
  public List<SourceRun> ofJob(String job, Deadline deadline) {
    return dynamoDb
        .queryPaginator(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression("job = :job")
                    .expressionAttributeValues(Map.of(":job", AttributeValue.fromS(job)))
                    .consistentRead(true)
                    .overrideConfiguration(deadline.bound()))
        .items()
        .stream()
        .map(SourceRunItem::read)
        .sorted(Comparator.comparingInt(SourceRun::position))
        .toList();
  }

  /**
   * Writes a row, where it is still the one that was read.
   *
   * @return the row with its new revision; empty where another invocation has written it since
   */
  public Optional<SourceRun> write(SourceRun run, Deadline deadline) {
    long revision = run.revision() + 1;
    long expiresAt = kept.map(time -> clock.instant().plus(time).getEpochSecond()).orElse(0L);
    try {
      dynamoDb.putItem(
          put -> {
            put.tableName(table)
                .item(SourceRunItem.of(run, revision, expiresAt))
                .overrideConfiguration(deadline.bound());
            if (run.revision() == 0) {
              put.conditionExpression("attribute_not_exists(job)");
            } else {
              put.conditionExpression("revision = :read")
                  .expressionAttributeValues(
                      Map.of(":read", AttributeValue.fromN(Long.toString(run.revision()))));
            }
          });
    } catch (ConditionalCheckFailedException overtaken) {
      // The SDK may have sent the write twice: the second then meets the first.
      return find(run.at(), deadline).filter(held -> held.equals(withRevision(run, revision)));
    }
    return Optional.of(withRevision(run, revision));
  }

  private static SourceRun withRevision(SourceRun run, long revision) {
    return new SourceRun(
        run.at(),
        run.dataset(),
        run.position(),
        revision,
        run.phase(),
        run.progress(),
        run.counts(),
        run.recordPages(),
        run.error(),
        run.times(),
        run.reusedFrom());
  }
}
