package dev.millrace.testsupport;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDB Local in memory, one for the JVM: it takes a second to start. Thread-safe. */
public final class DynamoDbServer {
  private static final int CONNECTIONS = 16;
  private static final Duration ATTEMPT = Duration.ofSeconds(20);

  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final URI ENDPOINT = start();
  private static final DynamoDbClient CLIENT = client(ENDPOINT);

  private DynamoDbServer() {}

  /** The client that the tests of a JVM share. */
  public static DynamoDbClient client() {
    return CLIENT;
  }

  /** A client whose every call this interceptor sees before it is made. */
  public static DynamoDbClient client(ExecutionInterceptor interceptor) {
    return EmulatorClients.build(
        DynamoDbClient.builder(), ENDPOINT, CONNECTIONS, ATTEMPT, interceptor);
  }

  /** A client of another endpoint, such as that of a {@link DynamoDbProxy}. */
  public static DynamoDbClient client(URI endpoint) {
    return EmulatorClients.build(DynamoDbClient.builder(), endpoint, CONNECTIONS, ATTEMPT);
  }

  public static URI endpoint() {
    return ENDPOINT;
  }

  /** A new table with this partition key, a string. */
  public static String newTable(String partitionKey) {
    return newTable(
        table ->
            table
                .keySchema(key(partitionKey, KeyType.HASH))
                .attributeDefinitions(string(partitionKey)));
  }

  /** A new table with these keys, both strings. */
  public static String newTable(String partitionKey, String sortKey) {
    return newTable(
        table ->
            table
                .keySchema(key(partitionKey, KeyType.HASH), key(sortKey, KeyType.RANGE))
                .attributeDefinitions(string(partitionKey), string(sortKey)));
  }

  /** A new table with the keys and indexes that {@code schema} gives it. */
  public static String newTable(Consumer<CreateTableRequest.Builder> schema) {
    String name = "table-" + TABLES.incrementAndGet();
    CreateTableRequest.Builder table =
        CreateTableRequest.builder().tableName(name).billingMode(BillingMode.PAY_PER_REQUEST);
    schema.accept(table);
    CLIENT.createTable(table.build());
    return name;
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
      int port = FreePort.onLoopback();
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
}
