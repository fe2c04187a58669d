package dev.millrace.testsupport;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Tells the SDK's clients of this JVM where the servers are, as a function's environment does;
 * until it is closed. Not thread-safe: one at a time.
 */
public final class SdkEnvironment implements AutoCloseable {
  private final Map<String, String> properties = new HashMap<>();

  /** Region and credentials, and JSON in place of CBOR, which the servers here do not read. */
  public SdkEnvironment() {
    AwsCredentials credentials = TestCredentials.create().resolveCredentials();
    set("aws.region", "eu-central-1");
    set("aws.accessKeyId", credentials.accessKeyId());
    set("aws.secretAccessKey", credentials.secretAccessKey());
    set("aws.cborEnabled", "false");
  }

  /** With the lake's servers and {@link DynamoDbServer}. */
  public static SdkEnvironment of(LakeServers servers) {
    return new SdkEnvironment()
        .with("S3", servers.s3().endpoint())
        .with("Glue", servers.glue().endpoint())
        .with("DynamoDb", DynamoDbServer.endpoint());
  }

  /** Every service that is not named by itself is at this endpoint. */
  public SdkEnvironment withEveryService(URI endpoint) {
    set("aws.endpointUrl", endpoint.toString());
    return this;
  }

  /**
   * A service is at this endpoint.
   *
   * @param service as the SDK's system properties spell it, such as {@code DynamoDb}
   */
  public SdkEnvironment with(String service, URI endpoint) {
    set("aws.endpointUrl" + service, endpoint.toString());
    return this;
  }

  private void set(String name, String value) {
    properties.put(name, value);
    System.setProperty(name, value);
  }

  @Override
  public void close() {
    properties.keySet().forEach(System::clearProperty);
  }
}
