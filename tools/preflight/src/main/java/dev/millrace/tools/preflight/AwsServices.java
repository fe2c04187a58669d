package dev.millrace.tools.preflight;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.lakeformation.LakeFormationClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Clients of a region. They go where {@code AWS_ENDPOINT_URL} and {@code AWS_ENDPOINT_URL_SERVICE}
 * say, as all of the SDK's do. A call is tried three times and takes 20 seconds at most.
 */
final class AwsServices implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ATTEMPT = Duration.ofSeconds(8);
  private static final Duration CALL = Duration.ofSeconds(20);

  private final Region region;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http =
      UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(ATTEMPT).build();

  AwsServices(String region, AwsCredentialsProvider credentials) {
    this.region = Region.of(region);
    this.credentials = credentials;
  }

  AwsCredentialsProvider credentials() {
    return credentials;
  }

  AthenaClient athena() {
    return build(AthenaClient.builder());
  }

  CloudFormationClient cloudFormation() {
    return build(CloudFormationClient.builder());
  }

  GlueClient glue() {
    return build(GlueClient.builder());
  }

  LakeFormationClient lakeFormation() {
    return build(LakeFormationClient.builder());
  }

  LambdaClient lambda() {
    return build(LambdaClient.builder());
  }

  ServiceQuotasClient quotas() {
    return build(ServiceQuotasClient.builder());
  }

  SsmClient ssm() {
    return build(SsmClient.builder());
  }

  StsClient sts() {
    return build(StsClient.builder());
  }

  private <C, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>> C build(B builder) {
    return builder
        .region(region)
        .credentialsProvider(credentials)
        .httpClient(http)
        .overrideConfiguration(
            configuration ->
                configuration
                    .apiCallAttemptTimeout(ATTEMPT)
                    .apiCallTimeout(CALL)
                    .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build()))
        .build();
  }

  /** Closes the HTTP client that all clients share; whoever asked for a client closes that. */
  @Override
  public void close() {
    http.close();
  }
}
