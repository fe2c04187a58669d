package dev.millrace.models;

import dev.millrace.common.AwsClients;
import dev.millrace.common.Settings;
import dev.millrace.models.change.ModelHistory;
import dev.millrace.models.registry.ModelTable;
import dev.millrace.models.registry.RegistryStores;
import dev.millrace.models.registry.RoutingRowWrites;
import dev.millrace.models.registry.ValidationFunction;
import dev.millrace.models.registry.VersionCompletion;
import dev.millrace.models.registry.VersionRegistration;
import dev.millrace.models.registry.VersionTable;
import dev.millrace.models.validation.RegistryObjects;
import dev.millrace.routing.RoutingTable;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The registry as a function's environment names it.
 *
 * @param bucket of the registry
 */
record RegistrySettings(
    String bucket,
    RegistryStores stores,
    VersionCompletion completion,
    VersionRegistration registration) {
  private static final Duration LAMBDA_ATTEMPT = Duration.ofSeconds(3);

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException naming a setting that is missing or wrong
   */
  static RegistrySettings of(
      Settings settings, AwsClients clients, DynamoDbClient dynamoDb, S3Client s3) {
    String bucket = settings.text("MODEL_REGISTRY_BUCKET");
    String versions = settings.text("MODEL_VERSIONS_TABLE");
    String routing = settings.text("MODEL_ROUTING_TABLE");
    RegistryStores stores =
        new RegistryStores(
            new ModelTable(dynamoDb, versions),
            new VersionTable(dynamoDb, versions),
            new ModelHistory(dynamoDb, settings.text("MODEL_HISTORY_TABLE")),
            new RoutingTable(dynamoDb, routing),
            new RoutingRowWrites(routing),
            new RegistryObjects(s3, bucket),
            InstantSource.system());
    VersionCompletion completion =
        new VersionCompletion(
            stores,
            new ValidationFunction(
                clients.build(LambdaClient.builder(), LAMBDA_ATTEMPT),
                settings.text("VALIDATE_VERSION_FUNCTION")),
            settings.duration("LONGEST_VALIDATION", Duration.ofMinutes(6)));
    return new RegistrySettings(
        bucket,
        stores,
        completion,
        new VersionRegistration(stores, completion, settings.text("DEFAULT_MODEL")));
  }
}
