package dev.millrace.testsupport;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Iceberg makes an instance by the class's name. */
public final class TestCredentials implements AwsCredentialsProvider {
  private TestCredentials() {}

  public static AwsCredentialsProvider create() {
    return new TestCredentials();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return AwsBasicCredentials.create(S3Server.KEY, S3Server.SECRET);
  }
}
