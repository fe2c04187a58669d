package dev.millrace.ingestion.elasticsearch;

import dev.millrace.common.stream.StreamWriter;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterSecrets;
import java.util.Map;
import java.util.Objects;

/**
 * What a pull works with.
 *
 * @param streams the names in Kinesis of streams that sources name otherwise: {@code sessions}, say
 */
public record PullResources(
    CheckpointTable checkpoints,
    PullObjects objects,
    ClusterSecrets secrets,
    StreamWriter writer,
    Map<String, String> streams) {
  /** Checks that nothing is null. */
  public PullResources {
    Objects.requireNonNull(checkpoints);
    Objects.requireNonNull(objects);
    Objects.requireNonNull(secrets);
    Objects.requireNonNull(writer);
    streams = Map.copyOf(streams);
  }
}
