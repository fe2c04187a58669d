package dev.millrace.ingestion.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.common.Deadline;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterSecrets;
import dev.millrace.ingestion.fetch.server.SecretsServer;
import dev.millrace.testsupport.DynamoDbServer;
import dev.millrace.testsupport.ManualClock;
import dev.millrace.testsupport.PutRecordsServer;
import dev.millrace.testsupport.S3Server;
import dev.millrace.testsupport.TestCredentials;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A source called {@code visits}, and all that its documents go through. Not thread-safe. */
final class PulledSource implements AutoCloseable {
  private static final AtomicInteger BUCKETS = new AtomicInteger();

  static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  static final Duration TIME = Duration.ofSeconds(40);

  final ManualClock clock = new ManualClock(NOW);
  final PutRecordsServer stream = new PutRecordsServer();
  final SecretsServer secrets = new SecretsServer();
  final String bucket = "ingestion-" + BUCKETS.incrementAndGet();
  private final S3Server s3;
  final CheckpointTable checkpoints;
  private final String table = DynamoDbServer.newTable("key");
  private final String definition;

  /**
   * A source.
   *
   * @param members of its definition, beside name and url
   */
  PulledSource(S3Server s3, URI cluster, String members) throws Exception {
    this.s3 = s3;
    s3.client().createBucket(create -> create.bucket(bucket));
    definition =
        "[{\"name\": \"visits\", \"url\": \"%s\", \"initial\": \"2026-11-30T00:00:00Z\", %s}]"
            .formatted(cluster, members);
    checkpoints = checkpoints(DynamoDbServer.client());
  }

  private CheckpointTable checkpoints(DynamoDbClient client) {
    return new CheckpointTable(client, table, clock);
  }

  private ElasticsearchPull pull(CheckpointTable of) {
    return new ElasticsearchPull(
        ElasticsearchSources.read(definition, "eu-central-1"),
        new PullResources(
            of,
            new PullObjects(s3.client(), bucket),
            new ClusterSecrets(secrets.client(), TestCredentials.create(), clock),
            new StreamWriter(stream.client()),
            Map.of("sessions", "the-sessions")),
        clock,
        2);
  }

  SourceOutcome run(PullRequest request, Deadline deadline) throws InterruptedException {
    List<SourceOutcome> sources = pull(checkpoints).run(request, deadline).sources();
    assertThat(sources).hasSize(1);
    return sources.getFirst();
  }

  /** A run of new documents. */
  SourceOutcome run() throws InterruptedException {
    return run(new PullRequest(Optional.empty(), Optional.empty()), Deadline.after(TIME));
  }

  /** The same, whose checkpoints go through a client that may be made to fail. */
  SourceOutcome runWith(DynamoDbClient client) throws InterruptedException {
    return pull(checkpoints(client))
        .run(new PullRequest(Optional.empty(), Optional.empty()), Deadline.after(TIME))
        .sources()
        .getFirst();
  }

  /** A run of a range. */
  SourceOutcome backfill(Instant from, Instant to) throws InterruptedException {
    return run(
        new PullRequest(Optional.of("visits"), Optional.of(new PullRequest.Range(from, to))),
        Deadline.after(TIME));
  }

  /** What is on the stream, in order. */
  List<String> records() {
    return stream.takenData();
  }

  /** The position of the checkpoint. */
  Instant position() {
    return checkpoints.find("elasticsearch/visits", Deadline.after(TIME)).orElseThrow().position();
  }

  @Override
  public void close() throws IOException {
    stream.close();
    secrets.close();
  }
}
