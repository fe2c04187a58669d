package dev.millrace.lake.archive;

import dev.millrace.common.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The shards of a stream, open ones and those whose records have not all expired. */
final class ShardList {
  private ShardList() {}

  /**
   * Lists the shards.
   *
   * @throws SdkException when the stream is not there or does not answer in time
   */
  static List<ListedShard> of(KinesisClient kinesis, String streamName, Deadline deadline) {
    List<ListedShard> shards = new ArrayList<>();
    String token = null;
    do {
      String next = token;
      ListShardsResponse page =
          kinesis.listShards(
              list ->
                  list.streamName(next == null ? streamName : null)
                      .nextToken(next)
                      .overrideConfiguration(deadline.bound()));
      page.shards().forEach(shard -> shards.add(listed(shard)));
      token = page.nextToken();
    } while (token != null);
    return shards;
  }

  private static ListedShard listed(Shard shard) {
    Set<String> parents =
        Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
            .filter(Objects::nonNull)
            .collect(Collectors.toUnmodifiableSet());
    return new ListedShard(
        shard.shardId(), parents, shard.sequenceNumberRange().endingSequenceNumber() != null);
  }
}
