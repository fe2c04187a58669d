package dev.millrace.tables;

import dev.millrace.common.AwsClients;
import java.time.Duration;
import java.util.Map;
import org.apache.iceberg.aws.AwsClientFactory;
import org.apache.iceberg.aws.AwsClientProperties;
import org.apache.iceberg.aws.AwsProperties;
import org.apache.iceberg.aws.s3.S3FileIOProperties;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.GlueClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The clients that Iceberg works with: like all others one layer of three attempts, each bounded.
 * Iceberg makes an instance by the class's name.
 */
public class LakeClients implements AwsClientFactory {
  private static final long serialVersionUID = 1;
  private static final int CONNECTIONS = 32;
  private static final Duration S3_ATTEMPT = Duration.ofSeconds(15);
  private static final Duration GLUE_ATTEMPT = Duration.ofSeconds(10);

  private transient AwsClients clients;
  private transient AwsClientProperties common;
  private transient AwsProperties glue;
  private transient S3FileIOProperties s3;

  @Override
  public void initialize(Map<String, String> properties) {
    clients = new AwsClients(CONNECTIONS);
    common = new AwsClientProperties(properties);
    glue = new AwsProperties(properties);
    s3 = new S3FileIOProperties(properties);
  }

  @Override
  public S3Client s3() {
    S3ClientBuilder builder =
        S3Client.builder()
            .applyMutation(common::applyClientRegionConfiguration)
            .applyMutation(s3::applyEndpointConfigurations)
            .applyMutation(s3::applyServiceConfigurations)
            .applyMutation(to -> s3.applyCredentialConfigurations(common, to));
    return clients.build(builder, S3_ATTEMPT);
  }

  @Override
  public GlueClient glue() {
    GlueClientBuilder builder =
        GlueClient.builder()
            .applyMutation(common::applyClientRegionConfiguration)
            .applyMutation(common::applyClientCredentialConfigurations)
            .applyMutation(glue::applyGlueEndpointConfigurations);
    return clients.build(builder, GLUE_ATTEMPT);
  }

  @Override
  public S3AsyncClient s3Async() {
    throw notUsed("asynchronous S3 client");
  }

  @Override
  public KmsClient kms() {
    throw notUsed("KMS client");
  }

  @Override
  public DynamoDbClient dynamo() {
    throw notUsed("DynamoDB client");
  }

  private static UnsupportedOperationException notUsed(String client) {
    return new UnsupportedOperationException(
        "The lake's tables need no " + client + "; Iceberg asked for one");
  }
}
