package dev.millrace.ingestion;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.millrace.common.AwsClients;
import dev.millrace.common.Deadline;
import dev.millrace.common.FunctionMetrics;
import dev.millrace.common.InvocationLog;
import dev.millrace.common.Settings;
import dev.millrace.common.stream.StreamWriter;
import dev.millrace.ingestion.elasticsearch.CheckpointTable;
import dev.millrace.ingestion.elasticsearch.ElasticsearchPull;
import dev.millrace.ingestion.elasticsearch.PullMetrics;
import dev.millrace.ingestion.elasticsearch.PullObjects;
import dev.millrace.ingestion.elasticsearch.PullOutcome;
import dev.millrace.ingestion.elasticsearch.PullRequest;
import dev.millrace.ingestion.elasticsearch.PullResources;
import dev.millrace.ingestion.elasticsearch.cluster.ClusterSecrets;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Puts new documents of Elasticsearch and OpenSearch on a stream; scheduled. Invoked with a source
 * and a range of times, it sends those documents again.
 */
public final class PullElasticsearch implements RequestStreamHandler {
  private static final int CONNECTIONS = 32;
  private static final Duration SECRETS_ATTEMPT = Duration.ofSeconds(3);
  private static final Duration TO_ANSWER = Duration.ofSeconds(3);

  private final ElasticsearchPull pull;
  private final PullMetrics metrics;

  /** As Lambda makes it, from the process's environment. */
  public PullElasticsearch() {
    this(Settings.fromEnvironment());
  }

  PullElasticsearch(Settings settings) {
    InstantSource clock = InstantSource.system();
    AwsClients clients = new AwsClients(CONNECTIONS);
    PullResources resources =
        new PullResources(
            new CheckpointTable(clients.dynamoDb(), settings.text("INGESTION_STATE_TABLE"), clock),
            new PullObjects(clients.s3(), settings.text("PAGES_BUCKET")),
            new ClusterSecrets(
                clients.build(SecretsManagerClient.builder(), SECRETS_ATTEMPT),
                DefaultCredentialsProvider.builder().build(),
                clock),
            new StreamWriter(clients.kinesis()),
            Map.of(
                "sessions", settings.text("SESSIONS_STREAM"),
                "service-events", settings.text("SERVICE_EVENTS_STREAM")));
    this.pull = new ElasticsearchPull(settings, resources, clock);
    this.metrics = new PullMetrics(new FunctionMetrics(settings), clock);
  }

  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    InvocationLog.begin(context);
    long began = System.nanoTime();
    try {
      PullOutcome outcome = pull.run(PullRequest.read(event), Deadline.of(context, TO_ANSWER));
      metrics.record(outcome, Duration.ofNanos(System.nanoTime() - began));
      answer.write(outcome.json());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("The run was interrupted");
    } finally {
      InvocationLog.end();
    }
  }
}
