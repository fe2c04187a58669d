package dev.millrace.local.support;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The stack's own clients of its emulators. */
public record AwsClients(DynamoDbClient dynamoDb, KinesisClient kinesis, S3Client s3, SqsClient sqs)
    implements AutoCloseable {
  static {
    // Kinesalite's CBOR is not that of the SDK.
    System.setProperty("aws.cborEnabled", "false");
  }

  /**
   * Clients that are closed with this.
   *
   * @param endpoints by the name that AWS_ENDPOINT_URL_ takes
   */
  public static AwsClients of(String region, Map<String, URI> endpoints) {
    return new AwsClients(
        configured(DynamoDbClient.builder(), region, endpoints.get("DYNAMODB")).build(),
        configured(KinesisClient.builder(), region, endpoints.get("KINESIS")).build(),
        configured(S3Client.builder(), region, endpoints.get("S3")).forcePathStyle(true).build(),
        configured(SqsClient.builder(), region, endpoints.get("SQS")).build());
  }

  private static <B extends AwsClientBuilder<B, C>, C> B configured(
      B builder, String region, URI endpoint) {
    return builder
        .region(Region.of(region))
        .endpointOverride(endpoint)
        .credentialsProvider(LocalCredentials.create());
  }

  @Override
  public void close() {
    dynamoDb.close();
    kinesis.close();
    s3.close();
    sqs.close();
  }
}
