package dev.millrace.scoring;

import dev.millrace.common.AwsClients;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDB Local in memory, one for the JVM: it takes a second to start. */
final class DynamoDbServer {
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final URI ENDPOINT = start();
  private static final DynamoDbClient CLIENT = client(ENDPOINT);

  private DynamoDbServer() {}

  static DynamoDbClient client() {
    return CLIENT;
  }

  /** A client whose every call this interceptor sees before it is made. */
  static DynamoDbClient client(ExecutionInterceptor interceptor) {
    return DynamoDbClient.builder()
        .endpointOverride(ENDPOINT)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(CREDENTIALS)
        .httpClient(ApacheHttpClient.create())
        .overrideConfiguration(sdk -> sdk.addExecutionInterceptor(interceptor))
        .build();
  }

  /** A new table with this partition key, a text. */
  static String newTable(String partitionKey) {
    String name = "table-" + TABLES.incrementAndGet();
    CLIENT.createTable(
        table ->
            table
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(
                    KeySchemaElement.builder()
                        .attributeName(partitionKey)
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName(partitionKey)
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    return name;
  }

  private static URI start() {
    PrintStream out = System.out;
    try {
      int port = freePort();
      // It prints its arguments.
      System.setOut(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      DynamoDBProxyServer server =
          ServerRunner.createServerFromCommandLineArgs(
              new String[] {
                "-inMemory", "-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)
              });
      server.start();
      return URI.create("http://127.0.0.1:" + port);
    } catch (Exception failed) {
      throw new IllegalStateException("DynamoDB Local did not start", failed);
    } finally {
      System.setOut(out);
    }
  }

  static DynamoDbClient client(URI endpoint) {
    return new AwsClients(16)
        .build(
            DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(CREDENTIALS),
            Duration.ofSeconds(20));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
