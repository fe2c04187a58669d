package dev.millrace.local.support;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The credentials that the emulators take. Iceberg makes one by the class's name. */
public final class LocalCredentials implements AwsCredentialsProvider {
  public static final String ACCESS_KEY_ID = "local";
  public static final String SECRET_ACCESS_KEY = "local-secret";

  private LocalCredentials() {}

  public static LocalCredentials create() {
    return new LocalCredentials();
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
  }
}
