package dev.millrace.lake.archive;

import dev.millrace.common.Deadline;
import dev.millrace.tables.bronze.BronzeRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * The records of one shard, in order, up to the tip that it had when the run began; of a closed
 * shard up to its end. Holds one answer of Kinesis in memory, 10 MiB at most. For one thread.
 */
final class ShardRecords {
  private static final int MOST_RECORDS = 10_000;
  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

  private final KinesisClient kinesis;
  private final Source source;
  private final ReadingTimeBudget pace;
  private final Deadline deadline;
  private final Deque<BronzeRecord> page = new ArrayDeque<>();
  private Optional<String> position;
  private Optional<String> iterator = Optional.empty();
  private Deadline nextRead = Deadline.after(Duration.ZERO);
  private boolean atEnd;
  private boolean atTip;
  private Optional<Duration> behind = Optional.empty();

  /**
   * What is read.
   *
   * @param stream the logical name
   * @param streamName the name in the account
   * @param began when the run did: what arrived since is left for the next
   */
  record Source(String stream, String streamName, ListedShard shard, Instant began) {}

  /**
   * @param position the record to begin behind; empty for the oldest that is there
   * @param deadline when the last read must be done
   */
  ShardRecords(
      KinesisClient kinesis,
      Source source,
      Optional<String> position,
      ReadingTimeBudget pace,
      Deadline deadline) {
    this.kinesis = kinesis;
    this.source = source;
    this.position = position;
    this.pace = pace;
    this.deadline = deadline;
  }

  /** What comes next; stays where it is. */
  NextInShard peek() throws InterruptedException {
    while (page.isEmpty()) {
      if (atEnd) {
        return NextInShard.Stop.END;
      }
      if (atTip) {
        return NextInShard.Stop.TIP;
      }
      Optional<GetRecordsResponse> answer = read();
      if (answer.isEmpty()) {
        return NextInShard.Stop.OUT_OF_TIME;
      }
      take(answer.get());
    }
    BronzeRecord first = page.element();
    // A closed shard takes no more: what it holds is what it held when the run began.
    return source.shard().closed() || first.arrival().isBefore(source.began())
        ? new NextInShard.Arrived(first)
        : NextInShard.Stop.TIP;
  }

  /** Moves behind the record that {@link #peek} answered. */
  void advance() {
    position = Optional.of(page.remove().sequenceNumber());
  }

  /** The last record that was moved behind, or that reading began behind. */
  Optional<String> position() {
    return position;
  }

  /** Goes on behind another record, before or after this place. */
  void seek(String sequenceNumber) {
    position = Optional.of(sequenceNumber);
    iterator = Optional.empty();
    page.clear();
    atEnd = false;
    atTip = false;
  }

  /**
   * How old the next record is: zero at the tip, else as old as it is or as Kinesis said at the
   * last read; empty before the first.
   */
  Optional<Duration> lag(Instant now) {
    if (page.isEmpty()) {
      return behind;
    }
    Duration age = Duration.between(page.element().arrival(), now);
    return Optional.of(age.isNegative() ? Duration.ZERO : age);
  }

  private void take(GetRecordsResponse answer) {
    long bytes = 0;
    for (Record arrived : answer.records()) {
      byte[] data = arrived.data().asByteArrayUnsafe();
      bytes += data.length;
      page.add(
          new BronzeRecord(
              source.stream(),
              source.shard().shardId(),
              arrived.sequenceNumber(),
              arrived.partitionKey(),
              arrived.approximateArrivalTimestamp(),
              data));
    }
    iterator = Optional.ofNullable(answer.nextShardIterator());
    nextRead = Deadline.after(pace.after(bytes));
    long millisBehind = answer.millisBehindLatest() == null ? 0 : answer.millisBehindLatest();
    behind = Optional.of(Duration.ofMillis(millisBehind));
    atEnd = iterator.isEmpty();
    // A closed shard goes on to its end, however many answers on the way there are empty.
    atTip = !atEnd && !source.shard().closed() && page.isEmpty() && millisBehind == 0;
  }

  /**
   * Reads once, in the one layer of retries that this call has: the SDK's own would give up on a
   * throttled shard within seconds. A throttled read is tried again for as long as there is time.
   *
   * @return empty when there is none
   */
  private Optional<GetRecordsResponse> read() throws InterruptedException {
    int failures = 0;
    Duration pause = nextRead.remaining();
    Duration backOff = FIRST_PAUSE;
    while (!deadline.hasPassed() && (!pause.isPositive() || deadline.pause(pause))) {
      try {
        String from = iterator.isPresent() ? iterator.get() : newIterator();
        return Optional.of(
            kinesis.getRecords(
                get -> get.shardIterator(from).limit(MOST_RECORDS).overrideConfiguration(once())));
      } catch (ExpiredIteratorException expired) {
        iterator = Optional.empty();
        pause = Duration.ZERO;
      } catch (SdkException failed) {
        boolean mayPass = isThrottled(failed) || (isTransient(failed) && ++failures < ATTEMPTS);
        if (!mayPass && !deadline.hasPassed()) {
          throw failed;
        }
        pause = backOff;
        backOff = min(backOff.multipliedBy(2), LONGEST_PAUSE);
      }
    }
    return Optional.empty();
  }

  private String newIterator() {
    String fresh =
        kinesis
            .getShardIterator(
                get ->
                    get.streamName(source.streamName())
                        .shardId(source.shard().shardId())
                        .shardIteratorType(
                            position.isPresent()
                                ? ShardIteratorType.AFTER_SEQUENCE_NUMBER
                                : ShardIteratorType.TRIM_HORIZON)
                        .startingSequenceNumber(position.orElse(null))
                        .overrideConfiguration(once()))
            .shardIterator();
    iterator = Optional.of(fresh);
    return fresh;
  }

  private AwsRequestOverrideConfiguration once() {
    return deadline.bound().toBuilder()
        .addPlugin(
            client ->
                client.overrideConfiguration(
                    client.overrideConfiguration().toBuilder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .build()))
        .build();
  }

  private static boolean isThrottled(SdkException failed) {
    return failed instanceof KmsThrottlingException
        || (failed instanceof AwsServiceException refused && refused.isThrottlingException());
  }

  private static boolean isTransient(SdkException failed) {
    return !(failed instanceof SdkServiceException refused) || refused.statusCode() >= 500;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
