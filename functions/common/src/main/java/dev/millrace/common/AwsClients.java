package dev.millrace.common;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Configures the SDK's clients alike: one shared HTTP client, and one layer of retries, the SDK's
 * own, of at most three attempts. A call is also bounded as a whole by its {@link
 * Deadline#bound()}.
 */
public final class AwsClients {
  private static final int ATTEMPTS = 3;
  private static final Duration DYNAMODB_ATTEMPT = Duration.ofSeconds(1);
  private static final Duration KINESIS_ATTEMPT = Duration.ofSeconds(2);
  private static final Duration S3_ATTEMPT = Duration.ofSeconds(5);
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private final SdkHttpClient http;

  /**
   * Clients that share an HTTP client.
   *
   * @param connections the most connections that are open at once, to all services together
   */
  public AwsClients(int connections) {
    this.http =
        ApacheHttpClient.builder()
            .maxConnections(connections)
            .connectionTimeout(CONNECT)
            .tcpKeepAlive(true)
            .build();
  }

  /** A client whose attempts take at most a second each. */
  public DynamoDbClient dynamoDb() {
    return build(DynamoDbClient.builder(), DYNAMODB_ATTEMPT);
  }

  /** A client whose attempts take at most two seconds each. */
  public KinesisClient kinesis() {
    return build(KinesisClient.builder(), KINESIS_ATTEMPT);
  }

  /** A client whose attempts take at most five seconds each, to the first byte of an object. */
  public S3Client s3() {
    return build(S3Client.builder(), S3_ATTEMPT);
  }

  /**
   * Builds any other client.
   *
   * @param attemptTimeout how long one attempt may take before it counts as failed
   */
  public <C, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>> C build(
      B builder, Duration attemptTimeout) {
    return builder
        .httpClient(http)
        .overrideConfiguration(
            configuration ->
                configuration
                    .apiCallAttemptTimeout(attemptTimeout)
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build()))
        .build();
  }
}
