package dev.millrace.local.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.glue.DataCatalog;
import dev.millrace.local.glue.IcebergMetadata;
import dev.millrace.local.template.CloudAssembly;
import dev.millrace.local.template.Intrinsics;
import dev.millrace.local.template.LocalAttributes;
import dev.millrace.local.template.Resource;
import dev.millrace.local.template.TemplateException;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Creates the template's tables, streams, buckets, queues and Glue databases on the emulators,
 * where they are not there yet.
 */
public final class Provisioner {
  /**
   * An on-demand stream starts with four shards on AWS; two are as telling here, and half the
   * polling.
   */
  private static final int ON_DEMAND_SHARDS = 2;

  private static final List<String> QUEUE_ATTRIBUTES =
      List.of(
          "VisibilityTimeout",
          "MessageRetentionPeriod",
          "DelaySeconds",
          "ReceiveMessageWaitTimeSeconds",
          "RedrivePolicy");

  private final CloudAssembly assembly;
  private final Intrinsics intrinsics;

  public Provisioner(CloudAssembly assembly, Intrinsics intrinsics) {
    this.assembly = assembly;
    this.intrinsics = intrinsics;
  }

  public void createTables(DynamoDbClient dynamoDb) {
    List<String> existing = dynamoDb.listTablesPaginator().tableNames().stream().toList();
    for (Resource table :
        assembly.resources("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")) {
      if (!existing.contains(table.name())) {
        createTable(dynamoDb, table);
      }
    }
  }

  private void createTable(DynamoDbClient dynamoDb, Resource table) {
    if (table.properties().has("LocalSecondaryIndexes")) {
      throw new TemplateException(
          table + " has local indexes; the local stack creates global ones only");
    }
    List<AttributeDefinition> attributes = new ArrayList<>();
    for (JsonNode attribute : intrinsics.property(table, "AttributeDefinitions")) {
      attributes.add(
          AttributeDefinition.builder()
              .attributeName(attribute.path("AttributeName").asText())
              .attributeType(attribute.path("AttributeType").asText())
              .build());
    }
    List<GlobalSecondaryIndex> indexes = new ArrayList<>();
    for (JsonNode index : intrinsics.property(table, "GlobalSecondaryIndexes")) {
      indexes.add(index(index));
    }
    dynamoDb.createTable(
        request -> {
          request
              .tableName(table.name())
              .attributeDefinitions(attributes)
              .keySchema(keySchema(intrinsics.property(table, "KeySchema")))
              .billingMode(BillingMode.PAY_PER_REQUEST);
          if (!indexes.isEmpty()) {
            request.globalSecondaryIndexes(indexes);
          }
        });
  }

  private static List<KeySchemaElement> keySchema(JsonNode schema) {
    List<KeySchemaElement> keys = new ArrayList<>();
    for (JsonNode key : schema) {
      keys.add(
          KeySchemaElement.builder()
              .attributeName(key.path("AttributeName").asText())
              .keyType(key.path("KeyType").asText())
              .build());
    }
    return keys;
  }

  private static GlobalSecondaryIndex index(JsonNode index) {
    JsonNode projection = index.path("Projection");
    List<String> others = new ArrayList<>();
    projection.path("NonKeyAttributes").forEach(attribute -> others.add(attribute.asText()));
    Projection.Builder projected =
        Projection.builder().projectionType(projection.path("ProjectionType").asText("ALL"));
    return GlobalSecondaryIndex.builder()
        .indexName(index.path("IndexName").asText())
        .keySchema(keySchema(index.path("KeySchema")))
        .projection(
            others.isEmpty() ? projected.build() : projected.nonKeyAttributes(others).build())
        .build();
  }

  /** Returns once the streams are active. */
  public void createStreams(KinesisClient kinesis) throws InterruptedException {
    List<String> existing = kinesis.listStreams(request -> request.limit(1000)).streamNames();
    for (Resource stream : assembly.resources("AWS::Kinesis::Stream")) {
      if (!existing.contains(stream.name())) {
        int shards = intrinsics.property(stream, "ShardCount").asInt(ON_DEMAND_SHARDS);
        kinesis.createStream(request -> request.streamName(stream.name()).shardCount(shards));
      }
    }
    for (Resource stream : assembly.resources("AWS::Kinesis::Stream")) {
      while (!isActive(kinesis, stream.name())) {
        Thread.sleep(10);
      }
    }
  }

  private static boolean isActive(KinesisClient kinesis, String stream) {
    return kinesis
        .describeStreamSummary(request -> request.streamName(stream))
        .streamDescriptionSummary()
        .streamStatus()
        .equals(StreamStatus.ACTIVE);
  }

  public void createBuckets(S3Client s3) {
    List<String> existing =
        s3.listBuckets().buckets().stream().map(bucket -> bucket.name()).toList();
    for (Resource bucket : assembly.resources("AWS::S3::Bucket")) {
      if (!existing.contains(bucket.name())) {
        s3.createBucket(request -> request.bucket(bucket.name()));
      }
    }
  }

  /** Queues that others name as their dead-letter queue come first. */
  public void createQueues(SqsClient sqs) {
    List<Resource> queues = new ArrayList<>(assembly.resources("AWS::SQS::Queue"));
    queues.sort(
        (a, b) ->
            Boolean.compare(
                a.properties().has("RedrivePolicy"), b.properties().has("RedrivePolicy")));
    for (Resource queue : queues) {
      Map<QueueAttributeName, String> attributes = new HashMap<>();
      for (String name : QUEUE_ATTRIBUTES) {
        JsonNode value = intrinsics.property(queue, name);
        if (!value.isMissingNode()) {
          attributes.put(
              QueueAttributeName.fromValue(name),
              value.isObject() ? value.toString() : value.asText());
        }
      }
      sqs.createQueue(request -> request.queueName(queue.name()).attributes(attributes));
    }
  }

  /**
   * Creates the Glue databases and their tables, Iceberg tables with their first metadata.
   *
   * @param s3 where that goes
   * @throws IOException when the catalog cannot be kept
   */
  public void createCatalog(DataCatalog catalog, S3Client s3) throws IOException {
    for (Resource database : assembly.resources("AWS::Glue::Database")) {
      String name = LocalAttributes.glueName(database, intrinsics);
      if (!catalog.hasDatabase(name)) {
        ObjectNode input = intrinsics.property(database, "DatabaseInput").deepCopy();
        catalog.createDatabase(input.put("Name", name));
      }
    }
    for (Resource table : assembly.resources("AWS::Glue::Table")) {
      String database = intrinsics.property(table, "DatabaseName").asText();
      String name = LocalAttributes.glueName(table, intrinsics);
      if (!catalog.hasTable(database, name)) {
        catalog.createTable(database, tableInput(table, name, s3));
      }
    }
  }

  private ObjectNode tableInput(Resource table, String name, S3Client s3) throws IOException {
    JsonNode format = intrinsics.property(table, "OpenTableFormatInput");
    if (format.isMissingNode()) {
      ObjectNode input = intrinsics.property(table, "TableInput").deepCopy();
      return input.put("Name", name);
    }
    JsonNode declared = format.path("IcebergInput").path("IcebergTableInput");
    if (declared.isMissingNode()) {
      throw new TemplateException(
          table + " has no IcebergTableInput, from which the local stack creates Iceberg tables");
    }
    IcebergMetadata metadata = new IcebergMetadata(declared);
    URI file = URI.create(metadata.file());
    s3.putObject(
        request -> request.bucket(file.getHost()).key(file.getPath().substring(1)),
        RequestBody.fromBytes(metadata.content(Clock.systemUTC())));
    return metadata.tableInput(name);
  }
}
