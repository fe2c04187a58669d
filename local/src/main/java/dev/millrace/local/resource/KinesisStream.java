package dev.millrace.local.resource;

import dev.millrace.local.template.Resource;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** A stream. */
final class KinesisStream extends ResourceType {
  /**
   * An on-demand stream starts with four shards on AWS; two are as telling here, and half the
   * polling.
   */
  private static final int ON_DEMAND_SHARDS = 2;

  private static final int MOST_STREAMS = 1000;
  private static final long PAUSE_MILLIS = 10;

  KinesisStream() {
    super("AWS::Kinesis::Stream");
  }

  @Override
  boolean hasOwnName() {
    return true;
  }

  @Override
  Map<String, String> attributes(Reference reference) {
    return Map.of("Arn", reference.arn("kinesis", "stream/" + reference.name()));
  }

  /** Returns once the streams are active. */
  @Override
  void create(List<Resource> resources, Creation creation) throws InterruptedException {
    KinesisClient kinesis = creation.clients().kinesis();
    List<String> existing =
        kinesis.listStreams(request -> request.limit(MOST_STREAMS)).streamNames();
    for (Resource stream : resources) {
      if (!existing.contains(stream.name())) {
        int shards = creation.intrinsics().property(stream, "ShardCount").asInt(ON_DEMAND_SHARDS);
        kinesis.createStream(request -> request.streamName(stream.name()).shardCount(shards));
      }
    }
    for (Resource stream : resources) {
      while (!isActive(kinesis, stream.name())) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static boolean isActive(KinesisClient kinesis, String stream) {
    return kinesis
        .describeStreamSummary(request -> request.streamName(stream))
        .streamDescriptionSummary()
        .streamStatus()
        .equals(StreamStatus.ACTIVE);
  }
}
