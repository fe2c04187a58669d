package dev.millrace.tools.smoke.deployment;

import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The services that the test asks; credentials, region and endpoints are as the SDK finds them. */
public final class SmokeClients implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

  /** Redrive runs for a quarter of an hour at most. */
  private static final Duration INVOCATION_LIMIT = Duration.ofMinutes(16);

  private final SdkHttpClient http = ApacheHttpClient.builder().socketTimeout(CALL_LIMIT).build();
  private final SdkHttpClient longHttp =
      ApacheHttpClient.builder().socketTimeout(INVOCATION_LIMIT).tcpKeepAlive(true).build();

  public CloudFormationClient cloudFormation() {
    return CloudFormationClient.builder().httpClient(http).build();
  }

  public CognitoIdentityProviderClient cognito() {
    return CognitoIdentityProviderClient.builder().httpClient(http).build();
  }

  public IamClient iam() {
    return IamClient.builder().httpClient(http).build();
  }

  public CloudWatchClient cloudWatch() {
    return CloudWatchClient.builder().httpClient(http).build();
  }

  public AthenaClient athena() {
    return AthenaClient.builder().httpClient(http).build();
  }

  public S3Client s3() {
    return S3Client.builder().httpClient(http).build();
  }

  /** Waits for a function's answer, and calls it once: a job that is repeated would run twice. */
  public LambdaClient lambda() {
    return LambdaClient.builder()
        .httpClient(longHttp)
        .overrideConfiguration(
            configuration ->
                configuration.retryStrategy(
                    software.amazon.awssdk.retries.DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  @Override
  public void close() {
    http.close();
    longHttp.close();
  }
}
