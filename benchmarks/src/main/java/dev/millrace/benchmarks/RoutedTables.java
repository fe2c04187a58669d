package dev.millrace.benchmarks;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import dev.millrace.features.definition.PackedDefinition;
import dev.millrace.local.emulator.DynamoDbEmulator;
import dev.millrace.routing.HeartbeatTable;
import dev.millrace.routing.RoutedVersions;
import dev.millrace.routing.RoutesInEffect;
import dev.millrace.routing.RoutingItem;
import dev.millrace.routing.RoutingReader;
import dev.millrace.routing.RoutingRow;
import dev.millrace.routing.RoutingTable;
import dev.millrace.routing.VersionDefinitions;
import dev.millrace.scoring.lookup.LookupCache;
import dev.millrace.scoring.lookup.LookupTable;
import dev.millrace.scoring.lookup.Lookups;
import dev.millrace.scoring.model.ModelEndpoints;
import dev.millrace.scoring.route.RoutedModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;

/** Models routed by tables of DynamoDB Local, as ScoreSessions reads them, and one endpoint. */
final class RoutedTables implements AutoCloseable {
  private static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

  private final DynamoDbEmulator emulator = DynamoDbEmulator.inMemory();
  private final LoopbackEndpoint endpoint = new LoopbackEndpoint();
  private final DynamoDbClient dynamoDb =
      DynamoDbClient.builder()
          .endpointOverride(emulator.endpoint())
          .region(Region.US_EAST_1)
          .credentialsProvider(CREDENTIALS)
          .httpClientBuilder(ApacheHttpClient.builder())
          .build();
  private final SageMakerRuntimeClient sageMaker =
      SageMakerRuntimeClient.builder()
          .endpointOverride(endpoint.url())
          .region(Region.US_EAST_1)
          .credentialsProvider(CREDENTIALS)
          .httpClientBuilder(ApacheHttpClient.builder())
          .build();
  private final ModelEndpoints endpoints =
      new ModelEndpoints(sageMaker, "models", () -> {}, Duration.ofSeconds(1));
  private final Lookups lookups;
  private final RoutedModels models;

  /** Tables of these routes, by model. */
  RoutedTables(Map<String, RoutedVersions> routes) throws IOException {
    createTable("versions", "model", "version");
    createTable("routing", "model");
    createTable("heartbeats", "instance");
    createTable("lookups", "_millrace_key");
    routes.forEach(this::put);
    lookups =
        new Lookups(
            new LookupCache(100_000, Duration.ofDays(1), System::nanoTime),
            new LookupTable(dynamoDb, "lookups", Set.of()));
    models =
        new RoutedModels(
            new RoutingReader(
                new RoutingTable(dynamoDb, "routing"),
                new HeartbeatTable(dynamoDb, "heartbeats"),
                InstantSource.system(),
                System::nanoTime,
                RoutingReader.LONGEST_REFRESH,
                RoutedTables::fail),
            new VersionDefinitions(dynamoDb, "versions"),
            endpoints,
            lookups,
            Duration.ofDays(1),
            RoutedTables::fail);
  }

  private static void fail() {
    throw new IllegalStateException("Routes were not read");
  }

  RoutedModels models() {
    return models;
  }

  ModelEndpoints endpoints() {
    return endpoints;
  }

  Lookups lookups() {
    return lookups;
  }

  private void put(String model, RoutedVersions routes) {
    for (String version : routes.all()) {
      byte[] json = VersionFeatures.modelJson(model, version).getBytes(StandardCharsets.UTF_8);
      Map<String, AttributeValue> item =
          Map.of(
              "model", fromS(model),
              "version", fromS(version),
              "status", fromS("validated"),
              "definition", fromS(PackedDefinition.pack(json)));
      dynamoDb.putItem(put -> put.tableName("versions").item(item));
    }
    RoutingRow row =
        new RoutingRow(
            model,
            routes,
            1,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(new RoutesInEffect(routes, 1, Instant.EPOCH)));
    dynamoDb.putItem(put -> put.tableName("routing").item(RoutingItem.of(row)));
  }

  private void createTable(String name, String... keys) {
    List<AttributeDefinition> attributes =
        Arrays.stream(keys)
            .map(
                key ->
                    AttributeDefinition.builder()
                        .attributeName(key)
                        .attributeType(ScalarAttributeType.S)
                        .build())
            .toList();
    List<KeySchemaElement> schema =
        Arrays.stream(keys)
            .map(
                key ->
                    KeySchemaElement.builder()
                        .attributeName(key)
                        .keyType(key.equals(keys[0]) ? KeyType.HASH : KeyType.RANGE)
                        .build())
            .toList();
    dynamoDb.createTable(
        create ->
            create
                .tableName(name)
                .attributeDefinitions(attributes)
                .keySchema(schema)
                .billingMode(BillingMode.PAY_PER_REQUEST));
  }

  @Override
  public void close() {
    dynamoDb.close();
    sageMaker.close();
    endpoint.close();
    emulator.close();
  }
}
