package dev.millrace.ingestion.elasticsearch;

import dev.millrace.features.field.FieldPath;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Documents of a cluster that are to be put on a stream.
 *
 * @param name {@code [a-z][a-z0-9_-]{0,62}}; its checkpoint is kept under it
 * @param index names and patterns of indexes, separated by commas
 * @param timeField the field, a date, by whose value documents are new
 * @param query a query as JSON that documents have to match; empty for all
 * @param stream {@code sessions}, {@code service-events}, or the name of another stream
 * @param partitionKey the field of the record that its partition key is read from
 * @param overlap how far behind the checkpoint a run begins, so that documents come in that were
 *     indexed late
 * @param pageSize the most documents that are asked for at once
 * @param beginning where a source without a checkpoint begins
 */
record ElasticsearchSource(
    String name,
    ClusterAddress cluster,
    String index,
    String timeField,
    Optional<String> query,
    String stream,
    FieldPath partitionKey,
    Duration overlap,
    int pageSize,
    FirstRun beginning) {
  ElasticsearchSource {
    Objects.requireNonNull(name);
    Objects.requireNonNull(cluster);
    Objects.requireNonNull(index);
    Objects.requireNonNull(timeField);
    Objects.requireNonNull(query);
    Objects.requireNonNull(stream);
    Objects.requireNonNull(partitionKey);
    Objects.requireNonNull(overlap);
    Objects.requireNonNull(beginning);
  }
}
