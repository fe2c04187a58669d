package dev.millrace.scoring;

import dev.millrace.scoring.redrive.S3Server;
import java.util.Map;

/**
 * Where the SDK's clients of a function find what they call, as Lambda's environment tells them.
 */
final class FunctionEnvironment implements AutoCloseable {
  private static final Map<String, String> SDK =
      Map.of(
          "aws.region",
          "eu-central-1",
          "aws.accessKeyId",
          S3Server.KEY,
          "aws.secretAccessKey",
          S3Server.SECRET,
          // JSON, which the servers read, in place of the SDK's CBOR.
          "aws.cborEnabled",
          "false");

  FunctionEnvironment(AwsServer aws, S3Server s3) {
    SDK.forEach(System::setProperty);
    System.setProperty("aws.endpointUrl", aws.endpoint());
    System.setProperty("aws.endpointUrlS3", s3.endpoint().toString());
  }

  @Override
  public void close() {
    SDK.keySet().forEach(System::clearProperty);
    System.clearProperty("aws.endpointUrl");
    System.clearProperty("aws.endpointUrlS3");
  }
}
