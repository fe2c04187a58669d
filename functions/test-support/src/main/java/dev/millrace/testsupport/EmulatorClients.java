package dev.millrace.testsupport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;

/** Builds SDK clients of emulators on loopback, which try as often as those of functions do. */
public final class EmulatorClients {
  private static final int ATTEMPTS = 3;

  private EmulatorClients() {}

  /**
   * A client of an emulator.
   *
   * @param connections the most connections that are open at once
   * @param attemptTimeout how long one attempt may take before it counts as failed
   * @param interceptors see every call before it is made
   */
  public static <C, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>> C build(
      B builder,
      URI endpoint,
      int connections,
      Duration attemptTimeout,
      ExecutionInterceptor... interceptors) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.KEY, S3Server.SECRET)))
        .httpClient(
            ApacheHttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(Duration.ofSeconds(1))
                .build())
        .overrideConfiguration(
            configuration ->
                configuration
                    .apiCallAttemptTimeout(attemptTimeout)
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build())
                    .executionInterceptors(List.of(interceptors)))
        .build();
  }
}
