package dev.millrace.runs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDB Local in memory, one for the JVM, with tables of runs as they are deployed. */
final class RunsDynamoDb {
  /** What the indexes of lists carry beside their keys. */
  private static final List<String> LISTED =
      List.of(
          "owner",
          "status",
          "created_at",
          "updated_at",
          "finished_at",
          "counts",
          "error",
          "reason",
          "retry_of",
          "retried_by",
          "expires_at");

  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final URI ENDPOINT = start();
  private static final DynamoDbClient CLIENT = client(new ExecutionInterceptor() {});

  private RunsDynamoDb() {}

  static DynamoDbClient client() {
    return CLIENT;
  }

  /** A client whose every call this interceptor sees. */
  static DynamoDbClient client(ExecutionInterceptor interceptor) {
    return DynamoDbClient.builder()
        .endpointOverride(ENDPOINT)
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(ApacheHttpClient.create())
        .overrideConfiguration(sdk -> sdk.addExecutionInterceptor(interceptor))
        .build();
  }

  static String newTable() {
    String name = "runs-" + TABLES.incrementAndGet();
    CLIENT.createTable(
        table ->
            table
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(key("id", KeyType.HASH))
                .attributeDefinitions(
                    Stream.of("id", "kind", "kind_subject", "kind_owner", "open")
                        .map(RunsDynamoDb::string)
                        .toList())
                .globalSecondaryIndexes(
                    list("by_kind", "kind", "subject"),
                    list("by_subject", "kind_subject", "kind", "subject"),
                    list("by_owner", "kind_owner", "kind", "subject"),
                    index("open", "open", p -> p.projectionType(ProjectionType.KEYS_ONLY))));
    return name;
  }

  private static GlobalSecondaryIndex list(String name, String partitionKey, String... more) {
    List<String> carried = new ArrayList<>(LISTED);
    carried.addAll(Arrays.asList(more));
    return index(
        name,
        partitionKey,
        p -> p.projectionType(ProjectionType.INCLUDE).nonKeyAttributes(carried));
  }

  private static GlobalSecondaryIndex index(
      String name, String partitionKey, java.util.function.Consumer<Projection.Builder> carried) {
    return GlobalSecondaryIndex.builder()
        .indexName(name)
        .keySchema(key(partitionKey, KeyType.HASH), key("id", KeyType.RANGE))
        .projection(carried)
        .build();
  }

  private static KeySchemaElement key(String attribute, KeyType type) {
    return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
  }

  private static AttributeDefinition string(String attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute)
        .attributeType(ScalarAttributeType.S)
        .build();
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
